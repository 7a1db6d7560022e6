# SPDX-License-Identifier: Apache-2.0
# One folder is one unit. Its sources become a static library, and its `_test.cpp` files become a test program.

# herald_unit(NAME [PARTS folder …] [DEPENDS target …])
#
# PARTS are folders below this one. Their files also belong to the unit.
function(herald_unit name)
  cmake_parse_arguments(arg "" "" "PARTS;DEPENDS" ${ARGN})
  set(sources)
  set(tests)
  foreach(part . ${arg_PARTS})
    file(GLOB files CONFIGURE_DEPENDS ${part}/*.cpp)
    list(APPEND sources ${files})
    list(APPEND tests ${files})
  endforeach()
  list(FILTER sources EXCLUDE REGEX "_(test|main|fuzz)\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  add_library(herald_${name} STATIC ${sources})
  target_include_directories(herald_${name} PUBLIC ${PROJECT_SOURCE_DIR}/core)
  target_link_libraries(herald_${name} PUBLIC herald_compile ${arg_DEPENDS})
  if(HERALD_TESTS AND tests)
    herald_test_program(${name}_test SOURCES ${tests} LIBRARIES herald_${name} herald_core_testing PREFIX "${name}: ")
  endif()
endfunction()
