# SPDX-License-Identifier: Apache-2.0
# herald_add_plugin(NAME VERSION x.y.z SOURCES file … [LIBRARIES target …])
#
# Builds NAME.so, a library of Herald plugins, and installs it where Herald looks for plugins. The flags keep two
# plugins out of each other's way. A missing symbol stops the build, instead of the plugin when a print is done. The
# installed plugin finds its libraries where the linker found them, also in a prefix that the system does not search.
include_guard()
include(GNUInstallDirs)

function(herald_add_plugin name)
  cmake_parse_arguments(arg "" "VERSION" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT arg_VERSION OR NOT arg_SOURCES)
    message(FATAL_ERROR "herald_add_plugin(${name}) needs VERSION and SOURCES")
  endif()
  add_library(${name} MODULE ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE Herald::Sdk ${arg_LIBRARIES})
  target_compile_features(${name} PRIVATE cxx_std_20)
  target_compile_definitions(${name} PRIVATE HERALD_PLUGIN_VERSION="${arg_VERSION}")
  target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  target_link_options(${name} PRIVATE -Wl,-z,now -Wl,--exclude-libs,ALL)
  if(NOT HERALD_SANITIZE)
    target_link_options(${name} PRIVATE -Wl,-z,defs)
  endif()
  set_target_properties(${name} PROPERTIES
    PREFIX "" CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON POSITION_INDEPENDENT_CODE ON
    INSTALL_RPATH_USE_LINK_PATH ON)
  install(TARGETS ${name} LIBRARY DESTINATION lib/herald/plugins)
endfunction()
