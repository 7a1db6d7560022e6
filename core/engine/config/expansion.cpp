// SPDX-License-Identifier: Apache-2.0
#include "engine/config/expansion.h"

#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/Util/SystemConfiguration.h>

#include <utility>

namespace herald::core {

namespace {

using Poco::Util::MapConfiguration;

// Stands for `${` in a text that Poco must not expand. No property has a NUL.
const std::string kHidden("$\0{", 3);
constexpr std::string_view kEnvironment = "system.env.";

/// The values that Poco::Util::Application sets, except those that differ between the programs that read the file.
Poco::AutoPtr<MapConfiguration> applicationValues(const std::filesystem::path& file) {
  Poco::AutoPtr<MapConfiguration> values(new MapConfiguration);
  values->setString("application.configDir", std::filesystem::absolute(file).parent_path().string() + "/");
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
  values->setString("application.path", program.string());
  values->setString("application.dir", program.parent_path().string() + "/");
  values->setString("application.name", program.filename().string());
  values->setString("application.baseName", program.stem().string());
  return values;
}

std::string whyUnknown(const std::string& name) {
  if (name.starts_with(kEnvironment)) {
    return "the environment variable " + name.substr(kEnvironment.size()) + " is not set";
  }
  return "${" + name + "} is not set; if the text needs `${` itself, put it into a file and name it in KEY.file";
}

/// The last layer. Poco asks it for a property only if no other layer has it.
class Unknown : public Poco::Util::AbstractConfiguration {
 public:
  explicit Unknown(std::set<std::string>& names) : names_(names) {}

 protected:
  bool getRaw(const std::string& key, std::string&) const override {
    names_.insert(key);
    return false;
  }
  void setRaw(const std::string&, const std::string&) override {}
  void enumerate(const std::string&, Keys&) const override {}

 private:
  std::set<std::string>& names_;
};

}  // namespace

Expansion::Expansion(const Entries& entries, const std::filesystem::path& file)
    : values_(new MapConfiguration), layers_(new Poco::Util::LayeredConfiguration) {
  for (const auto& [key, entry] : entries) values_->setString(key, entry.text);
  layers_->add(applicationValues(file));
  layers_->add(values_);
  layers_->add(new Poco::Util::SystemConfiguration);
  layers_->add(new Unknown(unknown_));
}

std::optional<std::string> Expansion::expand(const Entry& entry, std::vector<ConfigProblem>& problems) {
  if (entry.text.find("${") == std::string::npos) return entry.text;
  std::vector<std::string> found;
  std::string text = entry.text;
  unknown_.clear();
  try {
    text = Poco::replace(layers_->expand(entry.text), kHidden, std::string("${"));
    for (const auto& name : unknown_) found.push_back(whyUnknown(name));
  } catch (const Poco::CircularReferenceException&) {
    found.push_back("its ${…} refer to themselves, or are nested more than ten deep: write the value out");
  }
  if (found.empty() || entry.key.starts_with("application.")) return text;
  for (const auto& why : found) problems.push_back({entry.at, entry.key, why});
  return std::nullopt;
}

void Expansion::setLiteral(const std::string& key, const std::string& text) {
  values_->setString(key, Poco::replace(text, std::string("${"), kHidden));
}

}  // namespace herald::core
