// SPDX-License-Identifier: Apache-2.0
#include "engine/config_edit/draft_maker.h"

#include <Poco/Ascii.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "engine/config/names.h"
#include "engine/config/property_text.h"
#include "engine/config/relative_paths.h"
#include "engine/config_edit/secret_files.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

const std::string kTwin = ".file";
constexpr std::size_t kLongestKey = 200;  // its secret gets a file of that name

/// The path of a `.file` twin as a file of the console has to write it: one that began at the folder of its own file
/// becomes absolute.
std::string movedPath(const Entry& entry, const fs::path& file) {
  std::vector<ConfigProblem> ignored;
  RelativePaths paths(file.parent_path(), ignored);
  const auto path = paths.resolve(entry.at, entry.key, entry.text);
  return path == (paths.folder() / entry.text).lexically_normal() ? entry.text : path.string();
}

bool isSame(const FormValues& form, const FormValues& written) {
  return std::all_of(written.begin(), written.end(), [&](const auto& each) {
    const auto found = form.find(each.first);
    return found != form.end() && found->second == each.second;
  });
}

}  // namespace

DraftMaker::DraftMaker(const fs::path& file, const WrittenProperties& written, const FormRules& rules,
                       WrittenBlock before, const BlockForm& form, const std::string& type)
    : file_(file),
      written_(written),
      before_(std::move(before)),
      form_(form),
      options_(rules.options(form.kind, type)),
      documents_(written),
      open_(form.values) {}

ConfigurationDraft DraftMaker::make() {
  checkName();
  checkValues();
  for (const auto& part : before_.parts) {
    if (isSame(form_.values, part.values)) keep(part);
  }
  for (const auto* first : {"type", "preset"}) {
    const auto found = open_.find(first);
    if (found == open_.end()) continue;
    write(first, found->second.text);
    open_.erase(found);
  }
  for (const auto& [option, value] : open_) {
    if (value.isStored) {
      fault(option, "has no stored value: give one");
    } else if (isSecretValue(options_, option, value.text)) {
      writeSecret(option, value.text);
    } else {
      write(option, value.text);
    }
  }
  if (!faults_.empty()) throw BadForm(std::move(faults_));
  const std::string before = form_.kind + "." + form_.original.value_or(form_.name) + ".";
  documents_.set(before, form_.prefix(), properties_);
  const bool isRenamed = before != form_.prefix();
  if (isRenamed && before_.isBelow) switchOff(before);
  ConfigurationDraft draft = documents_.draft();
  if (isRenamed) draft.rename = BlockRename{before, form_.prefix()};
  draft.files.merge(secrets_);
  return draft;
}

/// The block of another file would count again under its old name, beside the new one.
void DraftMaker::switchOff(const std::string& prefix) {
  const auto key = prefix + "enabled";
  documents_.set(prefix, prefix, {{key, propertyText(key, "false")}});
}

void DraftMaker::checkName() {
  const auto& name = form_.name;
  if (form_.original && before_.parts.empty()) {
    fault("name", "there is no " + form_.kind + " `" + *form_.original + "` any longer");
  } else if (!isName(name)) {
    fault("name", "use letters, digits, `_` and `-`");
  } else if (name != form_.original) {
    const auto prefix = form_.prefix();
    const auto found = written_.entries.lower_bound(prefix);
    if (found != written_.entries.end() && found->first.starts_with(prefix))
      fault("name", "is taken: " + toString(found->second.at) + " has this " + form_.kind);
  }
}

void DraftMaker::checkValues() {
  for (const auto& [option, value] : form_.values) {
    if (option.size() > kLongestKey) {
      fault(option, "is too long: use at most " + std::to_string(kLongestKey) + " characters");
    } else if (option.ends_with(kTwin)) {
      fault(option, "is no option of a form: give the value itself, Herald keeps a secret in a file");
    } else if (auto why = whyNoProperty(option, value.text); !why.empty()) {
      fault(option, why);
    }
  }
  if (!faults_.empty()) throw BadForm(std::move(faults_));
}

/// A property in a file of the console keeps its text, with its line breaks.
void DraftMaker::keep(const WrittenPart& part) {
  for (const auto& [key, value] : part.values) open_.erase(key);
  const auto& entry = part.entry;
  const auto key = form_.prefix() + part.option;
  auto text = documents_.textOf(entry.key);
  if (!text.empty() && key == entry.key) {
    properties_.push_back({key, std::move(text)});
  } else if (part.option.ends_with(kTwin)) {
    properties_.push_back({key, propertyText(key, movedPath(entry, file_))});
  } else if (part.values.begin()->second.isStored && text.empty() && entry.text.find("${") == std::string::npos) {
    writeSecret(part.option, entry.text);
  } else {
    properties_.push_back({key, propertyText(key, entry.text)});
  }
}

void DraftMaker::write(const std::string& option, const std::string& text) {
  const auto key = form_.prefix() + option;
  properties_.push_back({key, propertyText(key, text)});
}

void DraftMaker::writeSecret(const std::string& option, const std::string& text) {
  const auto path = freeSecretFile(option);
  secrets_[path] = text + "\n";
  write(option + kTwin, path.string());
}

/// A file with a secret never changes: then an undo needs only the text that names it.
fs::path DraftMaker::freeSecretFile(const std::string& option) const {
  std::string name = form_.kind + "." + form_.name + "." + option;
  for (char& c : name) {
    if (!Poco::Ascii::isAlphaNumeric(c) && c != '.' && c != '_' && c != '-') c = '_';
  }
  const fs::path folder = secretFolderIn(written_.dataDir);
  for (int number = 1;; ++number) {
    auto path = folder / (number == 1 ? name : name + "." + std::to_string(number));
    std::error_code error;
    if (!secrets_.contains(path) && !fs::exists(fs::symlink_status(path, error))) return path;
  }
}

}  // namespace herald::core
