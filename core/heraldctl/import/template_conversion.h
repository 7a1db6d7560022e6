// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/template.h"
#include "heraldctl/import/converted_hook.h"
#include "heraldctl/import/template_rewrite.h"
#include "heraldctl/import/webhooks_settings.h"

namespace herald::core::import {

/// Converts the templates of one hook, and records in the result what had to change. For one thread.
class TemplateConversion {
 public:
  /// Both outlive it.
  TemplateConversion(const WebhooksHook& hook, ConvertedHook& result);

  /// The template of the plugin, rewritten for Herald. `option` is its name in Herald. If the result is not a valid
  /// template for this place, the hook is broken.
  std::string convert(const std::string& option, const std::string& text, Place place);

  /// The same without the check, for an option that is checked member by member.
  std::string rewrite(const std::string& option, const std::string& text);

 private:
  TemplateRewriter rewriter_;
  ConvertedHook& result_;
};

}  // namespace herald::core::import
