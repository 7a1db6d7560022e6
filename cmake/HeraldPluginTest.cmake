# SPDX-License-Identifier: Apache-2.0
# herald_plugin_test(NAME): builds a test program from the `_test.cpp` files of this folder and the objects of the
# plugin NAME. So the tests can use its classes. The object of register.cpp stays out, because it belongs only to the
# library.
function(herald_plugin_test name)
  set_source_files_properties(register.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  if(NOT HERALD_TESTS)
    return()
  endif()
  file(GLOB tests CONFIGURE_DEPENDS *_test.cpp)
  get_target_property(libraries ${name} LINK_LIBRARIES)
  herald_test_program(${name}_test
    SOURCES ${tests} $<FILTER:$<TARGET_OBJECTS:${name}>,EXCLUDE,register\\.cpp> LIBRARIES ${libraries} PREFIX "${name}: ")
endfunction()
