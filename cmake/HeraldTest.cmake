# SPDX-License-Identifier: Apache-2.0
# Test programs share one precompiled header, because GoogleTest is most of the code that a test compiles.

# herald_test_program(NAME SOURCES file … [LIBRARIES target …] [PREFIX "text"] [TIMEOUT seconds])
#
# Builds the program tests/NAME. With a PREFIX, ctest knows each of its tests, as "PREFIX" and the test's name. The tests
# that stand beside the sources have the label `unit`, and the target unit_tests builds them all.
add_custom_target(unit_tests)

function(herald_test_program name)
  cmake_parse_arguments(arg "" "PREFIX;TIMEOUT" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE herald_compile ${arg_LIBRARIES} herald_sdk_testing GTest::gmock_main ${RAPIDCHECK})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests
    UNITY_BUILD ${HERALD_TESTS_TOGETHER} UNITY_BUILD_BATCH_SIZE 8)
  target_precompile_headers(${name} REUSE_FROM herald_test_headers)
  # GCC 12 warns within std::string, wrongly (its bug 105329), where it has forgotten that a precompiled header is its own.
  target_compile_options(${name} PRIVATE
    "$<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-restrict;-Wno-stringop-overflow>")
  if(arg_PREFIX)
    set(properties)
    cmake_path(APPEND PROJECT_SOURCE_DIR tests OUTPUT_VARIABLE tests)
    cmake_path(IS_PREFIX tests "${CMAKE_CURRENT_SOURCE_DIR}" spans_units)
    if(arg_TIMEOUT)
      set(properties PROPERTIES TIMEOUT ${arg_TIMEOUT})
    elseif(NOT spans_units)
      set(properties PROPERTIES LABELS unit)
      add_dependencies(unit_tests ${name})
    endif()
    gtest_discover_tests(${name} TEST_PREFIX "${arg_PREFIX}" NO_PRETTY_VALUES DISCOVERY_MODE PRE_TEST ${properties})
  endif()
endfunction()

# This is a program, because a precompiled header works only for code that is compiled with the same flags.
add_executable(herald_test_headers ${CMAKE_CURRENT_LIST_DIR}/test_headers.cpp)
target_link_libraries(herald_test_headers PRIVATE herald_compile herald_sdk_testing GTest::gmock)
target_precompile_headers(herald_test_headers PRIVATE
  <gmock/gmock.h> <gtest/gtest.h>
  <algorithm> <chrono> <condition_variable> <filesystem> <fstream> <functional> <map> <memory> <mutex> <optional> <regex>
  <set> <sstream> <string> <string_view> <thread> <vector>)
