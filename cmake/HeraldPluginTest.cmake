# herald_plugin_test(NAME): a test program of the `_test.cpp` files of this folder and the objects of the plugin NAME, so
# that tests reach its classes. register.cpp's stays out: it belongs to the library alone.
function(herald_plugin_test name)
  if(NOT HERALD_TESTS)
    return()
  endif()
  file(GLOB tests CONFIGURE_DEPENDS *_test.cpp)
  get_target_property(libraries ${name} LINK_LIBRARIES)
  add_executable(${name}_test ${tests} $<FILTER:$<TARGET_OBJECTS:${name}>,EXCLUDE,register\\.cpp>)
  target_link_libraries(${name}_test PRIVATE ${libraries} herald_sdk_testing GTest::gmock_main ${RAPIDCHECK})
  set_target_properties(${name}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  gtest_discover_tests(${name}_test TEST_PREFIX "${name}: " DISCOVERY_MODE PRE_TEST)
endfunction()
