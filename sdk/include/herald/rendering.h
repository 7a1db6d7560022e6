// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "herald/export.h"
#include "herald/field_limits.h"
#include "herald/settings.h"
#include "herald/sink.h"
#include "herald/template.h"
#include "herald/variables.h"
#include "herald/vocabulary.h"

namespace herald::inline v1 {

/// What every sink with templates offers its user beside the templates: `variables.NAME`, variables of the user's own;
/// `limits.FIELD`, the longest texts that the receiver takes; `strict`, no event without all of its variables.
///
///   options():    append TemplateOptions::options()
///   configure():  templates_ = TemplateOptions(settings);
///   deliver():    Rendering rendering(templates_, attempt);
///                 … rendering.text(topic_), rendering.json(data_) …
///                 outcome.missing = rendering.missing();
///
/// An immutable value; any thread may use it.
class HERALD_API TemplateOptions {
 public:
  static std::vector<Option> options();

  TemplateOptions();                                   ///< without variables and limits, not strict
  explicit TemplateOptions(const Settings& settings);  ///< throws BadSettings

  Vocabulary vocabulary() const;  ///< the user's own variables, for VocabularyOwner

 private:
  friend class Rendering;

  std::map<std::string, std::string> variables_{};
  FieldLimits limits_{};
  bool strict_ = false;
};

/// Renders the templates of one attempt, and collects the variables that are missing. Refers to the options and to the
/// attempt, which must outlive it. For one thread.
class HERALD_API Rendering {
 public:
  Rendering(const TemplateOptions& options, const Attempt& attempt);

  /// For variables that the plugin adds. Change them before the first text is rendered.
  Variables& variables() { return variables_; }

  std::string text(const Template& text);

  /// The same, cut to `limits.FIELD` if the user has set that limit.
  std::string text(const Template& text, std::string_view field);

  /// A template with Place::Json, its fields cut to the limits.
  std::string json(const Template& document);

  /// The variables that were missing so far, also in the attempt's message: each once, sorted. They belong into
  /// Outcome::missing. With `strict`, throws Failure (Rejected) if there is one; so call it before you send.
  std::vector<std::string> missing() const;

 private:
  const TemplateOptions& options_;
  Variables variables_;
  std::vector<std::string> missing_{};
};

}  // namespace herald::inline v1
