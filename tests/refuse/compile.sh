#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# compile.sh FILE SOURCES COMPILER…: whether the file compiles without a warning.
file=$1
sources=$2
shift 2
exec "$@" -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only -I"$sources" $(pkg-config --cflags glib-2.0) "$file"
