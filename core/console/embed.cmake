# SPDX-License-Identifier: Apache-2.0
# Writes the pages into one C++ file, each with its ETag and compressed, and all modules as one file, main.js:
#
#   cmake -D FOLDER=pages -D OUT=page_data.cpp -P embed.cmake
#
# It needs no program besides CMake. The bytes depend only on the pages, so two builds are the same.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/bundle.cmake)
set(types
  html "text/html\; charset=utf-8" css "text/css\; charset=utf-8" js "text/javascript\; charset=utf-8"
  mjs "text/javascript\; charset=utf-8" svg "image/svg+xml")

# The bytes of a file as the elements of a C++ array.
function(bytes_of file result)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
  set(${result} "${hex}" PARENT_SCOPE)
endfunction()

# The README names version and SHA-256 of each file that others made.
file(READ ${CMAKE_CURRENT_LIST_DIR}/README.md readme)
file(GLOB others RELATIVE ${FOLDER} ${FOLDER}/vendor/*)
foreach(file ${others})
  file(SHA256 ${FOLDER}/${file} hash)
  string(FIND "${readme}" "`${hash}`" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "${file} has the SHA-256 ${hash}, which README.md does not name. Get the file again.")
  endif()
endforeach()

get_filename_component(place ${OUT} DIRECTORY)
bundle(${FOLDER} main.js modules)
file(WRITE ${place}/main.js "${modules}")
file(GLOB_RECURSE pages RELATIVE ${FOLDER} ${FOLDER}/*)
get_property(bundled GLOBAL PROPERTY bundle_done)
list(REMOVE_ITEM pages ${bundled})
list(APPEND pages main.js)
list(SORT pages)
set(arrays)
set(rows)
set(number 0)
foreach(page ${pages})
  set(source ${FOLDER}/${page})
  if(page STREQUAL main.js)
    set(source ${place}/main.js)
  endif()
  string(REGEX REPLACE ".*\\." "" ending ${page})
  list(FIND types ${ending} at)
  if(at EQUAL -1)
    message(FATAL_ERROR "${page}: embed.cmake knows no content type for .${ending}. Add it there.")
  endif()
  math(EXPR at "${at} + 1")
  list(GET types ${at} type)
  file(SHA256 ${source} hash)
  string(SUBSTRING ${hash} 0 16 tag)
  # "raw" is the compressed file itself, not an archive.
  file(ARCHIVE_CREATE OUTPUT ${place}/page.gz PATHS ${source} FORMAT raw COMPRESSION GZip COMPRESSION_LEVEL 9
    MTIME 0)
  bytes_of(${source} plain)
  bytes_of(${place}/page.gz gzip)
  file(REMOVE ${place}/page.gz)
  string(APPEND arrays "constexpr unsigned char kPlain${number}[] = {${plain}};\n")
  string(APPEND arrays "constexpr unsigned char kGzip${number}[] = {${gzip}};\n")
  string(APPEND rows "    Page{\"${page}\", \"${type}\", \"\\\"${tag}\\\"\", text(kPlain${number}), text(kGzip${number})},\n")
  math(EXPR number "${number} + 1")
endforeach()

file(CONFIGURE OUTPUT ${OUT} @ONLY CONTENT [[// Made by embed.cmake from the files in pages/. Do not edit it.
#include "console/pages.h"

namespace herald::core {

namespace {

@arrays@
template <std::size_t size>
std::string_view text(const unsigned char (&bytes)[size]) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

const std::vector<Page>& consolePages() {
  static const std::vector<Page> pages{
@rows@  };
  return pages;
}

}  // namespace herald::core
]])
