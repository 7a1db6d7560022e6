# SPDX-License-Identifier: Apache-2.0
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/HeraldSdk)

install(TARGETS herald_sdk EXPORT HeraldSdkTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT sdk)
install(TARGETS herald_sdk_testing EXPORT HeraldSdkTargets COMPONENT sdk)
install(DIRECTORY include/herald testing/include/herald DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT sdk)
install(EXPORT HeraldSdkTargets NAMESPACE Herald:: DESTINATION ${package_dir} COMPONENT sdk)

configure_package_config_file(cmake/HeraldSdkConfig.cmake.in HeraldSdkConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(HeraldSdkConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/HeraldSdkConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/HeraldSdkConfigVersion.cmake
  cmake/HeraldPlugin.cmake DESTINATION ${package_dir} COMPONENT sdk)

# `heraldctl plugins new` finds the skeletons here; in the build tree, too.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/herald)
file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR}/skeleton ${CMAKE_BINARY_DIR}/share/herald/skeleton SYMBOLIC)
install(DIRECTORY skeleton DESTINATION share/herald COMPONENT sdk)
install(DIRECTORY examples DESTINATION share/doc/herald COMPONENT sdk)
