import Curation
import JSONLines

extension Rule {
  static let c15 = Rule(
    "C15", .error, "placeholders and media differ in number",
    "Each <image>, <video> or <audio> in the text stands for one of the images, videos or audios.",
    mistakes: "A text that speaks of the tag itself."
  ) { record in
    let lists: [(String, JSONKey)] = [
      ("image", "images"), ("video", "videos"), ("audio", "audios"),
    ]
    return lists.compactMap { kind, key -> Spot? in
      guard let list = record.fields[key], list.kind == .array else { return nil }
      let media = list.elements(in: record.bytes).count
      let marker = Array("<\(kind)>".utf8)
      let marks = record.texts.reduce(0) { $0 + $1.utf8.occurrences(of: marker) }
      return marks == media
        ? nil
        : Spot(
          "\(marks) <\(kind)> for \(media) \(kind)s", at: JSONPointer(key: key))
    }
  }
}
