// What Swift can't import from <curses.h>: macros made of casts or tokens, and global variables,
// which Swift 6 refuses as shared mutable state. Inline functions and constants only.
#ifndef WINNOW_CNCURSES_SHIM_H
#define WINNOW_CNCURSES_SHIM_H

#define NCURSES_WIDECHAR 1  // else there is no cchar_t; the -D of ncursesw.pc doesn't reach SwiftPM
#define NCURSES_NOMACROS 1  // functions instead of macros
#include <stdbool.h>
#include <stdio.h>
#include <wchar.h>
#include <ncursesw/curses.h>
#include <term.h>
#undef lines    // <term.h> defines hundreds of lower-case macros; these two are words of ours
#undef columns

// Declared by <wchar.h>, but not in the Glibc module as Swift builds it.
extern int wcwidth(wchar_t c);

// Of the GNU functions, which that module hides.
extern int memfd_create(const char *name, unsigned int flags);
extern int dup3(int descriptor, int copy, int flags);
static const unsigned int NC_MEMORY_CLOSE_ON_EXEC = 1;  // MFD_CLOEXEC

static inline WINDOW *nc_stdscr(void) { return stdscr; }
static inline WINDOW *nc_curscr(void) { return curscr; }
static inline int nc_colors(void) { return COLORS; }

static const attr_t NC_NORMAL = A_NORMAL;
static const attr_t NC_BOLD = A_BOLD;
static const attr_t NC_DIM = A_DIM;
static const attr_t NC_ITALIC = A_ITALIC;
static const attr_t NC_UNDERLINE = A_UNDERLINE;
static const attr_t NC_REVERSE = A_REVERSE;

static const mmask_t NC_FIRST_BUTTON_PRESSED = BUTTON1_PRESSED;
static const mmask_t NC_WHEEL_UP = BUTTON4_PRESSED;
static const mmask_t NC_WHEEL_DOWN = BUTTON5_PRESSED;

// Whether the terminal type can be drawn on at all. Leaves no terminal behind.
//
// Returns 1 if it can place its cursor, 0 if it can't, and -1 if its type is unknown.
static inline int nc_can_place_cursor(const char *term, int fd) {
  int status = 0;
  if (setupterm(term, fd, &status) == ERR) return status == 1 ? 0 : -1;
  char *cup = tigetstr("cup");
  int found = cup != NULL && cup != (char *)-1;
  del_curterm(cur_term);
  return found;
}

// Whether the terminal has another screen, which full-screen programs leave behind them.
static inline bool nc_has_other_screen(void) {
  char *leaving = tigetstr("rmcup");
  return leaving != NULL && leaving != (char *)-1 && *leaving != 0;
}

// Puts one character and its marks in a cell. `text` ends with 0 and has one spacing character
// and at most CCHARW_MAX - 1 marks. Pairs above 255 fit only this way.
static inline int nc_put(
    WINDOW *window, int row, int column, const wchar_t *text, attr_t attributes, int pair) {
  cchar_t cell;
  if (setcchar(&cell, text, attributes, 0, &pair) == ERR) return ERR;
  return mvwadd_wch(window, row, column, &cell);
}

#endif
