// SPDX-License-Identifier: Apache-2.0
#include "engine/config_edit/configuration_changes.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "engine/config_edit/draft_files.h"
#include "engine/config_edit/secret_files.h"

namespace herald::core {

namespace {

std::vector<std::filesystem::path> propertiesIn(const ConfigurationDraft& draft) {
  std::vector<std::filesystem::path> files;
  for (const auto& [path, text] : draft.files)
    if (path.extension() == ".properties") files.push_back(path);
  return files;
}

/// A change above a property moves its line.
bool isSameWarning(const ConfigProblem& one, const ConfigProblem& other) {
  return one.key == other.key && one.text == other.text;
}

std::vector<ConfigProblem> warningsOf(const ConfigurationDraft& draft, const std::vector<ConfigProblem>& before,
                                      std::vector<ConfigProblem> now) {
  std::erase_if(now, [&](const ConfigProblem& warning) {
    const bool isOfDraft = std::ranges::any_of(
        draft.blocks, [&](const BlockChange& block) { return warning.key.starts_with(block.prefix); });
    return !isOfDraft &&
           std::ranges::any_of(before, [&](const ConfigProblem& old) { return isSameWarning(old, warning); });
  });
  return now;
}

}  // namespace

ConfigurationChanges::ConfigurationChanges(const ConfigurationEditor& editor, Daemon daemon, const TimeSource& time)
    : editor_(editor), daemon_(std::move(daemon)), time_(time) {}

ChangeResult ConfigurationChanges::apply(const std::string& what,
                                         const std::function<ConfigurationDraft(const ConfigurationEditor&)>& make) {
  const MutexLock lock(mutex_);
  const auto draft = make(editor_);
  if (draft.files.empty()) return {};
  check(draft);
  auto saves = book();
  const auto id = saves.add({.time = time_.wallClock(), .what = what, .blocks = draft.blocks, .rename = draft.rename});
  ChangeResult result{.id = id};
  try {
    result.warnings = carryOut(draft);
  } catch (...) {
    saves.remove(id);
    throw;
  }
  tidy();
  return result;
}

ConfigurationChanges::Undone ConfigurationChanges::undo(std::uint64_t id) {
  const MutexLock lock(mutex_);
  auto saves = book();
  const auto all = saves.all();
  const auto found = std::ranges::find(all, id, &Save::id);
  if (found == all.end()) throw std::out_of_range("there is no save " + std::to_string(id) + " any longer");
  if (found->isUndone) throw BadForm({{.detail = "this save is undone already"}});
  const auto draft = editor_.undo(found->blocks);
  ChangeResult result;
  if (!draft.files.empty()) {
    check(draft);
    result = {.id = id, .warnings = carryOut(draft)};
  }
  saves.markUndone(id);
  tidy();
  return {*found, std::move(result)};
}

std::vector<Save> ConfigurationChanges::saves() const {
  const MutexLock lock(mutex_);
  return book().all();
}

std::vector<ConfigProblem> ConfigurationChanges::check(const ConfigurationDraft& draft) const {
  const auto configuration = readConfiguration(editor_.file(), ConfigFiles(draft.files));
  daemon_.check(configuration);
  return configuration.problems;
}

SaveBook ConfigurationChanges::book() const { return SaveBook(editor_.dataDir() / "console" / "saves"); }

std::vector<ConfigProblem> ConfigurationChanges::carryOut(const ConfigurationDraft& draft) {
  const auto before = daemon_.warnings();
  DraftFiles files(draft.files);
  if (const auto why = daemon_.reload(); !why.empty()) {
    files.takeBack();
    daemon_.reload();  // so that its status does not complain of files that are gone
    throw NotTakenOver(why, propertiesIn(draft));
  }
  return warningsOf(draft, before, daemon_.warnings());
}

void ConfigurationChanges::tidy() const {
  std::vector<ConfigProblem> ignored;
  removeUnusedSecrets(readWritten(editor_.file(), ConfigFiles(), ignored), book().all());
}

}  // namespace herald::core
