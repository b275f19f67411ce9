// What Swift can't do: code that runs inside a signal handler, and GNU functions that the Glibc
// module hides.
#ifndef WINNOW_CSYSTEM_H
#define WINNOW_CSYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// A mapped file that another process cuts short raises SIGBUS where it is read. A guarded mapping
// reads as zeros there instead, and says so afterwards. Returns a slot, or -1 when all are taken.
int winnow_guard(const void *start, size_t length);
void winnow_unguard(int slot);
bool winnow_guard_has_faulted(int slot);

// When an open file was made, in nanoseconds since 1970; 0 where the file system doesn't say.
int64_t winnow_birth_time(int descriptor);

// Opens a file for writing that has no name: it is gone when the process is, however that ends.
// Returns -1 where the file system has no such files.
int winnow_open_unnamed(const char *folder, mode_t mode);

// Gives such a file a name that nothing has. Returns 0, or -1 with errno set.
int winnow_give_name(int descriptor, const char *path);

// Renames a file to a name that nothing has. Returns 0, or -1 with errno set. Where the file system
// can't tell, what has the name is replaced.
int winnow_rename_to_new(const char *from, const char *to);

// From now on `signal` is kept for winnow_has_forwarded, and one byte is written to `descriptor`
// to wake who waits there.
void winnow_forward_signal(int signal, int descriptor);

// Whether a signal was forwarded.
bool winnow_has_forwarded(int number);

// The same, and forgets it.
bool winnow_take_forwarded(int number);

// A file to be removed when the process is ended by SIGINT, SIGTERM or SIGHUP, unless it ignores those;
// until it is to be kept. The process then exits with 128 + the signal's number.
void winnow_remove_when_interrupted(const char *path);
void winnow_keep_when_interrupted(const char *path);

// Keeps the terminal's present modes. When the program traps, they are set again and `text` (which
// leaves the alternate screen) is written before it dies. NULL ends that.
void winnow_restore_terminal_on_crash(int descriptor, const char *text);

#endif
