#ifndef WINNOW_CVTERM_SHIM_H
#define WINNOW_CVTERM_SHIM_H

#include <spawn.h>
#include <stdint.h>
#include <vterm.h>

// Declared by <spawn.h> for GNU sources, which the Glibc module isn't built as.
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);

// A colour as one number: -1 the terminal's own, 0 to 255 the palette, else 0x1RRGGBB.
static inline int32_t vt_colour(const VTermColor *colour) {
  if (VTERM_COLOR_IS_DEFAULT_FG(colour) || VTERM_COLOR_IS_DEFAULT_BG(colour)) return -1;
  if (VTERM_COLOR_IS_INDEXED(colour)) return colour->indexed.idx;
  return 0x1000000 | colour->rgb.red << 16 | colour->rgb.green << 8 | colour->rgb.blue;
}

#endif
