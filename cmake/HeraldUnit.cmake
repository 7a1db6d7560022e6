# One folder is one unit: its sources make a static library, the `_test.cpp` files beside them a test program.

# herald_unit(NAME [DEPENDS target …])
function(herald_unit name)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  list(FILTER sources EXCLUDE REGEX "_(test|main|fuzz)\\.cpp$")
  add_library(herald_${name} STATIC ${sources})
  target_include_directories(herald_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(herald_${name} PUBLIC herald_compile ${arg_DEPENDS})
  herald_unit_tests(${name} herald_${name})
endfunction()

# herald_unit_tests(NAME target …): a test program of the `_test.cpp` files of this folder, linked with the targets
function(herald_unit_tests name)
  file(GLOB tests CONFIGURE_DEPENDS *_test.cpp)
  if(NOT HERALD_TESTS OR NOT tests)
    return()
  endif()
  add_executable(${name}_test ${tests})
  target_link_libraries(${name}_test PRIVATE herald_compile ${ARGN} herald_sdk_testing GTest::gmock_main ${RAPIDCHECK})
  set_target_properties(${name}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  gtest_discover_tests(${name}_test TEST_PREFIX "${name}: " DISCOVERY_MODE PRE_TEST)
endfunction()
