# SPDX-License-Identifier: Apache-2.0
# The flags for everything in this tree. An installed SDK has none of them.
add_library(herald_compile INTERFACE)
target_compile_features(herald_compile INTERFACE cxx_std_20)
target_compile_options(herald_compile INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)
# When it optimizes, GCC 12 wrongly warns about overlapping copies and unset members in its own std::string (its bugs
# 105651 and 105562).
target_compile_options(herald_compile INTERFACE
  "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-restrict;-Wno-maybe-uninitialized>")
if(CMAKE_UNITY_BUILD)
  # GCC takes an included source for a header, and warns about its private types.
  target_compile_options(herald_compile INTERFACE "$<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>")
endif()
if(HERALD_WERROR)
  target_compile_options(herald_compile INTERFACE -Werror)
endif()
if(HERALD_SANITIZE)
  target_compile_options(herald_compile INTERFACE -fsanitize=${HERALD_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(herald_compile INTERFACE -fsanitize=${HERALD_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND HERALD_SANITIZE MATCHES "undefined")
    # Clang 14 cannot compile a coroutine with it.
    target_compile_options(herald_compile INTERFACE -fno-sanitize=function)
  endif()
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
