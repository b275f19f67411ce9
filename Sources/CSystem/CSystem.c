#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

// ---- what a file is

int64_t winnow_birth_time(int descriptor) {
  struct statx status;
  if (statx(descriptor, "", AT_EMPTY_PATH, STATX_BTIME, &status) != 0) return 0;
  if (!(status.stx_mask & STATX_BTIME)) return 0;
  return (int64_t)status.stx_btime.tv_sec * 1000000000 + status.stx_btime.tv_nsec;
}

// ---- files without a name

int winnow_open_unnamed(const char *folder, mode_t mode) {
  return open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
}

int winnow_give_name(int descriptor, const char *path) {
  char own[32];
  sprintf(own, "/proc/self/fd/%d", descriptor);
  return linkat(AT_FDCWD, own, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}

int winnow_rename_to_new(const char *from, const char *to) {
  if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
  return errno == EINVAL || errno == ENOSYS ? rename(from, to) : -1;
}

// ---- mapped files that shrink

#define GUARDS 64

static struct {
  _Atomic uintptr_t start;
  _Atomic size_t length;
  _Atomic bool taken;
  _Atomic bool faulted;
} guards[GUARDS];

static void die_by_default(int number) {
  signal(number, SIG_DFL);
  raise(number);
}

static void restore_terminal(void);

static void on_bus_error(int number, siginfo_t *info, void *context) {
  (void)context;
  uintptr_t address = (uintptr_t)info->si_addr;
  uintptr_t page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (int slot = 0; slot < GUARDS; slot++) {
    uintptr_t start = guards[slot].start;
    if (!guards[slot].taken || address < start || address >= start + guards[slot].length) continue;
    void *page = (void *)(address & ~(page_size - 1));
    int saved = errno;
    void *zeros = mmap(
        page, page_size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    errno = saved;
    if (zeros == MAP_FAILED) break;
    guards[slot].faulted = true;
    return;
  }
  restore_terminal();
  die_by_default(number);
}

int winnow_guard(const void *start, size_t length) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, NULL);
  for (int slot = 0; slot < GUARDS; slot++) {
    bool free = false;
    if (!atomic_compare_exchange_strong(&guards[slot].taken, &free, true)) continue;
    guards[slot].faulted = false;
    guards[slot].start = (uintptr_t)start;
    guards[slot].length = length;
    return slot;
  }
  return -1;
}

void winnow_unguard(int slot) {
  if (slot < 0) return;
  guards[slot].length = 0;
  guards[slot].taken = false;
}

bool winnow_guard_has_faulted(int slot) { return slot >= 0 && guards[slot].faulted; }

// ---- signals

static _Atomic int forward_to = -1;
static _Atomic unsigned long forwarded = 0;  // one bit each

static void forward(int number) {
  int saved = errno;
  forwarded |= 1ul << number;
  unsigned char byte = (unsigned char)number;
  ssize_t written = write(forward_to, &byte, 1);
  (void)written;
  errno = saved;
}

void winnow_forward_signal(int number, int descriptor) {
  forward_to = descriptor;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = forward;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
}

bool winnow_has_forwarded(int number) { return forwarded >> number & 1; }

bool winnow_take_forwarded(int number) {
  return atomic_fetch_and(&forwarded, ~(1ul << number)) >> number & 1;
}

#define FILES 8
static char unfinished[FILES][PATH_MAX];
static const int interrupts[] = {SIGINT, SIGTERM, SIGHUP};
#define INTERRUPTS (sizeof interrupts / sizeof *interrupts)
static struct sigaction before[INTERRUPTS];

static void remove_and_exit(int number) {
  for (size_t i = 0; i < FILES; i++) {
    if (unfinished[i][0]) unlink(unfinished[i]);
  }
  _exit(128 + number);
}

static bool has_unfinished(void) {
  for (size_t i = 0; i < FILES; i++) {
    if (unfinished[i][0]) return true;
  }
  return false;
}

void winnow_remove_when_interrupted(const char *path) {
  size_t length = strlen(path);
  if (length == 0 || length >= PATH_MAX) return;
  if (!has_unfinished()) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = remove_and_exit;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < INTERRUPTS; i++) {
      sigaction(interrupts[i], NULL, &before[i]);
      // What is ignored, as nohup does, goes on being ignored.
      if (before[i].sa_handler != SIG_IGN) sigaction(interrupts[i], &action, NULL);
    }
  }
  for (size_t i = 0; i < FILES; i++) {
    if (unfinished[i][0]) continue;
    // The first byte last: the handler may come at any time.
    memcpy(unfinished[i] + 1, path + 1, length);
    unfinished[i][0] = path[0];
    return;
  }
}

void winnow_keep_when_interrupted(const char *path) {
  for (size_t i = 0; i < FILES; i++) {
    if (strcmp(unfinished[i], path) == 0) unfinished[i][0] = 0;
  }
  if (has_unfinished()) return;
  for (size_t i = 0; i < INTERRUPTS; i++) sigaction(interrupts[i], &before[i], NULL);
}

// ---- the terminal after a crash

static _Atomic int terminal = -1;
static struct termios modes;
static char leaving[256];

static void restore_terminal(void) {
  int descriptor = terminal;
  if (descriptor < 0) return;
  terminal = -1;
  ssize_t written = write(descriptor, leaving, strlen(leaving));
  (void)written;
  tcsetattr(descriptor, TCSANOW, &modes);
}

static void on_crash(int number) {
  restore_terminal();
  die_by_default(number);
}

void winnow_restore_terminal_on_crash(int descriptor, const char *text) {
  static const int numbers[] = {SIGILL, SIGTRAP, SIGSEGV, SIGABRT, SIGFPE};
  if (!text || strlen(text) >= sizeof leaving || tcgetattr(descriptor, &modes) != 0) {
    terminal = -1;
    return;
  }
  strcpy(leaving, text);
  terminal = descriptor;
  // A stack that has overflowed has no room for the handler.
  static char reserve[64 << 10];
  stack_t stack = {.ss_sp = reserve, .ss_size = sizeof reserve};
  sigaltstack(&stack, NULL);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_crash;
  action.sa_flags = SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    sigaction(numbers[i], &action, NULL);
  }
}
