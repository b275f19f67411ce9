// libyaml 0.2: the parser half is all that Winnow uses.
#ifndef WINNOW_CYAML_H
#define WINNOW_CYAML_H
#include <yaml.h>
#endif
