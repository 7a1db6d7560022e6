// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "herald/settings.h"
#include "request_builder.h"

namespace herald::webhook {

/// One request before the last one. Its JSON answer is the variable @stepN in the requests after it.
struct PictureStep {
  int number = 0;  ///< N of snapshot.steps.N
  RequestBuilder builder{};
  std::set<std::string> needs{};  ///< the parts of its answer that the requests after it use without a fallback

  std::string variable() const { return "step" + std::to_string(number); }

  std::set<std::string> addresses{};  ///< those of them that begin a URL

  /// Why an answer cannot serve the requests after it, as a clause. Empty if it can.
  std::string whyUseless(const std::string& answer) const;

  /// An answer for a dry run: `STEP1.file_id` for each part.
  std::string sampleAnswer() const;
};

/// The requests that the user wants only if there is a picture, below `snapshot.`: steps in their order, then one that
/// brings the event. What that one leaves out, it takes from the plain request. Immutable; any thread may use it.
class PictureRequests {
 public:
  static std::vector<Option> options();

  PictureRequests() = default;

  /// Throws BadSettings.
  explicit PictureRequests(const Settings& settings);

  /// Whether the user wants any.
  bool exist() const { return exist_; }

  const std::vector<PictureStep>& steps() const { return steps_; }
  const RequestBuilder& last() const { return last_; }

  bool uses(std::string_view variable) const;
  bool sends(std::string_view variable) const;
  std::vector<std::string> secrets() const;

 private:
  void readSteps(const Settings& settings);
  void readLast(const Settings& settings);
  void noteNeeds(const RequestBuilder& builder);
  static void refuseForeignAddress(const RequestTemplate& request);

  bool exist_ = false;
  std::vector<PictureStep> steps_;
  RequestBuilder last_;
};

}  // namespace herald::webhook
