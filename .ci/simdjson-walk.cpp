// Walks every value of a JSON Lines file with simdjson's DOM, line by line in the mapped file, for
// comparing speeds.
#include <fcntl.h>
#include <simdjson.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstring>

static size_t walk(simdjson::dom::element value) {
  switch (value.type()) {
    case simdjson::dom::element_type::ARRAY: {
      size_t sum = 1;
      for (simdjson::dom::element child : simdjson::dom::array(value)) sum += walk(child);
      return sum;
    }
    case simdjson::dom::element_type::OBJECT: {
      size_t sum = 1;
      for (auto member : simdjson::dom::object(value)) sum += member.key.size() + walk(member.value);
      return sum;
    }
    case simdjson::dom::element_type::STRING:
      return std::string_view(value).size();
    default:
      return 1;
  }
}

int main(int count, char **words) {
  if (count < 2) return 2;
  int file = open(words[1], O_RDONLY);
  struct stat status;
  if (file < 0 || fstat(file, &status) != 0) return 1;
  void *map = mmap(nullptr, status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  if (map == MAP_FAILED) return 1;
  const char *line = static_cast<const char *>(map), *end = line + status.st_size;
  simdjson::dom::parser parser;
  size_t sum = 0, records = 0;
  while (line < end) {
    const char *stop = static_cast<const char *>(memchr(line, '\n', end - line));
    if (!stop) stop = end;
    // The parser reads some bytes past the line; where the file has too few, it copies the line.
    const bool isLast = end - stop < static_cast<ptrdiff_t>(simdjson::SIMDJSON_PADDING);
    simdjson::dom::element value;
    if (!parser.parse(line, stop - line, isLast).get(value)) {
      sum += walk(value);
      records++;
    }
    line = stop + 1;
  }
  std::printf("%zu records, %zu\n", records, sum);
}
