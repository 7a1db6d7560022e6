// SPDX-License-Identifier: Apache-2.0
#include "opened_file.h"

#include <utility>

#include "file_spelling.h"

namespace herald::serial {
namespace {

constexpr double kOneOpening = 5;  // seconds from the announcement to the line with the size

}  // namespace

bool OpenedFile::open(const FileName& file, double now) {
  const bool completes = file.size && now - announcedAt_ < kOneOpening;
  announcedAt_ = file.size ? -1e9 : now;
  take(file, completes || isNamed(file.path));
  if (!file.size) announced_ = file.path;
  return !completes;
}

void OpenedFile::order(const FileName& file) { take(file, isNamed(file.path)); }

bool OpenedFile::isNamed(std::string_view path) const {
  return spellOneFile(path, file_.path) || spellOneFile(path, announced_);
}

void OpenedFile::set(FileName file) {
  if (file.path != file_.path) announced_.clear();
  file_ = std::move(file);
}

void OpenedFile::take(const FileName& file, bool same) {
  if (!same) return set(file);
  file_.path = fullerSpelling(file_.path, file.path);
  if (file.size) file_.size = file.size;
}

}  // namespace herald::serial
