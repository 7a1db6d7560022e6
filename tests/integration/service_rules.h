// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/receiver.h"

/// What a service accepts, as data: tests/presets/NAME.json. tests/presets/README.md has its words.
namespace herald::testing {

/// A request as a service gets it.
struct ServiceRequest {
  std::string method{}, url{}, body{};
  std::map<std::string, std::string> headers{};  ///< names in lower case

  /// One of those that `heraldctl render` prints.
  static ServiceRequest rendered(std::string_view json);

  /// One that a receiver got; `base` is where the receiver stands for the service: https://api.example.com
  static ServiceRequest received(const Received& request, const std::string& base);

  /// The fields as a JSON object: of a JSON body, a form, the parts of a multipart body; of any other body, those of
  /// the query. A file is the object {"file": NAME, "type": TYPE, "bytes": SIZE}.
  std::string fields() const;

  bool fieldsAreQuery() const;  ///< because there is no body, or the body is a picture

  /// The bytes of the picture, wherever the rule says that it is. Empty if there is none.
  std::string picture(std::string_view rule) const;
};

/// What the service would refuse in this request, one sentence for each. `rule` is what it accepts.
std::vector<std::string> faultsOf(const ServiceRequest& request, std::string_view rule);

/// The rules of one preset.
class ServiceRules {
 public:
  explicit ServiceRules(const std::string& preset);

  std::string_view at(const std::string& path) const;  ///< the JSON at a path; empty if there is none
  std::string text(const std::string& path) const;

  /// The options of a sink that uses the preset: those that it needs, and with `whole` also those that it can use.
  std::map<std::string, std::string> options(bool whole) const;

  /// The rules of the requests without a picture: one.
  std::string_view plain() const { return at("plain"); }
  /// The rules of the requests with a picture, in their order; none if the service gets none.
  std::vector<std::string_view> withPicture() const;

 private:
  std::string json_;
};

std::filesystem::path presetFile(const std::string& preset);
std::vector<std::string> presetNames();        ///< those for a sink
std::vector<std::string> sourcePresetNames();  ///< those for a source

}  // namespace herald::testing
