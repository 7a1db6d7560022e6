# herald_plugin_test(NAME): a test program of the `_test.cpp` files of this folder and the objects of the plugin NAME, so
# that tests reach its classes. register.cpp's stays out: it belongs to the library alone.
function(herald_plugin_test name)
  if(NOT HERALD_TESTS)
    return()
  endif()
  file(GLOB tests CONFIGURE_DEPENDS *_test.cpp)
  get_target_property(libraries ${name} LINK_LIBRARIES)
  herald_test_program(${name}_test
    SOURCES ${tests} $<FILTER:$<TARGET_OBJECTS:${name}>,EXCLUDE,register\\.cpp> LIBRARIES ${libraries} PREFIX "${name}: ")
endfunction()
