#pragma once

#include <string>
#include <vector>

#include "heraldctl/import/template_rewrite.h"
#include "heraldctl/import/webhooks_settings.h"

namespace herald::core::import {

/// An option of the new sink.
struct SinkOption {
  enum class Kind {
    Plain,   ///< in the configuration itself
    Json,    ///< in a .json file beside it
    Secret,  ///< in a file of the folder secrets
  };
  std::string name{};
  std::string value{};
  Kind kind = Kind::Plain;
};

/// What became of a hook.
struct ConvertedHook {
  std::vector<SinkOption> options{};     ///< in the order in which they are written, without the name of the sink
  std::string broken{};                  ///< why the plugin could not send it either; empty: all is well
  std::vector<std::string> lost{};       ///< sentences: what could not be carried over, and what to do
  std::vector<std::string> notes{};      ///< sentences: what is different from now on
  std::vector<std::string> rewritten{};  ///< "data: printer@topic → printer@{topic}"

  const std::string* find(const std::string& option) const;
  std::string text(const std::string& option) const;  ///< empty if there is none
};

/// Turns a hook of OctoPrint-Webhooks into the options of a sink that sends the same. With `isTemplate` the hook is an
/// exported template, which has no address, no secret and no choice of events.
ConvertedHook convertHook(const SeedHook& hook, bool isTemplate = false);

/// True if the address holds what looks like a key, so that it belongs into a file of its own.
bool holdsKey(const std::string& url);

}  // namespace herald::core::import
