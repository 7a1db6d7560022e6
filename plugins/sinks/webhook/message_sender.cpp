// SPDX-License-Identifier: Apache-2.0
#include "message_sender.h"

#include <algorithm>
#include <utility>

#include "herald/json.h"
#include "missing_names.h"
#include "option_group.h"

namespace herald::webhook {
namespace {

Attempt without(Attempt attempt) {
  attempt.snapshot.reset();
  return attempt;
}

/// The settings of the sink's connection without its credentials.
Settings withoutCredentials(const Settings& settings) {
  std::vector<Option> options = httpOptions();
  std::erase_if(options, [](const Option& option) { return option.name.starts_with("auth."); });
  return {httpOptions(), valuesBelow(settings, "", options)};
}

/// Whether Herald gives its own option to this plugin. Outside of Herald, a plugin gets only the options it declares.
bool isGiven(const Settings& settings, std::string_view option) {
  const auto& options = settings.options();
  return std::any_of(options.begin(), options.end(), [&](const Option& one) { return one.name == option; });
}

/// Collects what is wrong with several parts of the options, each problem once.
class Problems {
 public:
  template <typename Check>
  void check(Check part) try {
    part();
  } catch (const BadSettings& bad) {
    for (const Problem& problem : bad.problems()) add(problem);
  }

  void report() {
    if (!all_.empty()) throw BadSettings(std::move(all_));
  }

 private:
  void add(const Problem& problem) {
    const auto same = [&](const Problem& one) { return one.option == problem.option && one.why == problem.why; };
    if (std::none_of(all_.begin(), all_.end(), same)) all_.push_back(problem);
  }

  std::vector<Problem> all_;
};

}  // namespace

std::vector<Option> MessageSender::options() {
  std::vector<Option> all = RequestBuilder::options();
  for (const auto& more : {PictureRequests::options(), AnswerRules::options()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

void MessageSender::configure(const Settings& settings, Host& host) {
  parts_.host = &host;
  Problems problems;
  problems.check([&] { parts_.plain = RequestBuilder(settings); });
  problems.check([&] { parts_.pictures = PictureRequests(settings); });
  problems.check([&] { parts_.rules = AnswerRules(settings); });
  problems.report();
  parts_.client = host.http(settings);
  if (!parts_.pictures.steps().empty()) parts_.stepClient = host.http(withoutCredentials(settings));
  parts_.mostBytes = isGiven(settings, "snapshot.most") ? settings.size("snapshot.most") : 0;
  mayShow_ = !isGiven(settings, "snapshot") || settings.flag("snapshot");
  parts_.hasSaid =
      host.shared<std::atomic<bool>>("picture", [](Host&) { return std::make_shared<std::atomic<bool>>(false); });
}

std::vector<std::string> MessageSender::previewPlain(const Attempt& attempt, const std::string& overlay) const {
  auto [request, missing] = parts_.plain.build(attempt, parts_.host->wallClock(), overlay);
  parts_.client->send(request, attempt.deadline, attempt.stop);
  return missing;
}

std::vector<std::string> MessageSender::preview(const Attempt& attempt, const std::string& overlay) const {
  const bool shows = attempt.snapshot && mayShow_;
  if (!shows || !parts_.pictures.exist()) return previewPlain(shows ? attempt : without(attempt), overlay);
  MissingNames missing;
  std::string known = overlay.empty() ? "{}" : overlay;
  for (const PictureStep& step : parts_.pictures.steps()) {
    auto [request, ignored] = missing.add(step.builder.build(attempt, parts_.host->wallClock(), known));
    request.purpose = "step " + std::to_string(step.number);
    parts_.stepClient->send(request, attempt.deadline, attempt.stop);
    known = jsonWith(known, step.variable(), step.sampleAnswer());
  }
  auto [request, ignored] =
      missing.add(parts_.pictures.last().build(attempt, parts_.host->wallClock(), std::move(known)));
  request.purpose = "picture";
  parts_.client->send(request, attempt.deadline, attempt.stop);
  missing.add({.missing = previewPlain(without(attempt), overlay)});
  return missing.names();
}

Vocabulary MessageSender::vocabulary() const {
  Vocabulary words = parts_.plain.vocabulary();
  for (const PictureStep& step : parts_.pictures.steps()) words.variables.push_back(step.variable());
  return words;
}

std::vector<std::string> MessageSender::secrets() const {
  std::vector<std::string> all = parts_.plain.secrets();
  for (std::string& secret : parts_.pictures.secrets()) all.push_back(std::move(secret));
  return all;
}

}  // namespace herald::webhook
