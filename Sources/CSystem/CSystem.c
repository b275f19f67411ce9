#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

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
static _Atomic int forwarded = 0;

static void forward(int number) {
  int saved = errno;
  forwarded = number;
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

int winnow_forwarded_signal(void) { return forwarded; }

static char unfinished[PATH_MAX];

static void remove_and_exit(int number) {
  if (unfinished[0]) unlink(unfinished);
  _exit(128 + number);
}

void winnow_remove_when_interrupted(const char *path) {
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
  if (!path || strlen(path) >= sizeof unfinished) {
    unfinished[0] = 0;
  } else {
    strcpy(unfinished, path);
  }
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    signal(numbers[i], unfinished[0] ? remove_and_exit : SIG_DFL);
  }
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
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) signal(numbers[i], on_crash);
}
