# SPDX-License-Identifier: Apache-2.0
# herald_install_program(NAME folder): installs the program NAME to this folder of the prefix. It finds the library of the
# SDK beside it, whatever the prefix is: the system's linker searches few folders, and /usr/local/lib only after ldconfig.
function(herald_install_program name folder)
  string(REGEX REPLACE "[^/]+" ".." up "${folder}")
  set_target_properties(${name} PROPERTIES INSTALL_RPATH "$ORIGIN/${up}/${CMAKE_INSTALL_LIBDIR}")
  install(TARGETS ${name} RUNTIME DESTINATION ${folder})
endfunction()
