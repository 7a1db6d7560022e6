// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/try_plugin/plugin_contract.h"

#include <cstring>
#include <stdexcept>
#include <utility>

#include "engine/plugin_host/plugin_trial.h"
#include "herald/json.h"
#include "herald/program.h"
#include "heraldctl/text/json_text.h"

namespace fs = std::filesystem;

namespace herald::core::ctl {

namespace {

std::string asJson(const std::map<std::string, std::string>& options) {
  JsonObject object;
  for (const auto& [name, value] : options) object.add(name, value);
  return object.text();
}

/// How the process ended without an answer, as a clause: "ends the process (Segmentation fault)".
std::string endingOf(const ProgramEnd& end) {
  std::string how = "exit code " + std::to_string(end.code);
  if (end.how == ProgramEnd::How::Killed) {
    const char* name = ::sigdescr_np(end.code);
    how = name ? name : "signal " + std::to_string(end.code);
  }
  const auto printed = end.errors.substr(0, end.errors.find('\n'));
  return "ends the process (" + how + (printed.empty() ? "" : "; it printed `" + printed + "`") + ")";
}

}  // namespace

struct PluginContract::Answer {
  std::string json{};    ///< what the program said; empty if it said nothing
  std::string ending{};  ///< then how it ended, as a clause
  bool isLate = false;   ///< it was ended at the limit
};

fs::path contractProgram() { return trialProgram().replace_filename("try_contract"); }

PluginContract::PluginContract(Subject subject, Millis limit, fs::path program)
    : subject_(std::move(subject)), limit_(limit), program_(std::move(program)) {
  if (!fs::exists(program_))
    throw std::runtime_error(
        program_.string() +
        " is missing: install the package libherald-dev; if you built Herald yourself, install libgtest-dev first");
}

PluginContract::Answer PluginContract::ask(const std::vector<std::string>& more) const {
  Program program{.command = {program_.string(), subject_.library.string(), subject_.configuration.string()}};
  program.command.insert(program.command.end(), more.begin(), more.end());
  const auto end = runProgram(program, asJson(subject_.options), {}, Clock::now() + limit_);
  if (end.how == ProgramEnd::How::DeadlinePassed) return {.isLate = true};
  if (isJsonObject(end.output)) return {.json = end.output};
  return {.ending = endingOf(end)};
}

std::vector<PluginContract::Class> PluginContract::classes() const {
  const auto answer = ask({});
  const auto& file = subject_.library.string();
  if (answer.isLate) throw std::runtime_error(file + " hangs while it is loaded: static objects must not wait");
  if (!answer.ending.empty())
    throw std::runtime_error(file + " " + answer.ending +
                             ": its static objects, constructors and options() must not do that");
  if (const auto wrong = textAt(answer.json, "wrong"); !wrong.empty()) throw std::runtime_error(wrong);
  if (const auto error = textAt(answer.json, "error"); !error.empty()) throw std::runtime_error(file + " " + error);
  std::vector<Class> found;
  for (const auto raw : jsonElements(jsonAt(answer.json, "refused")))
    found.push_back({.type = textAt(raw, "type"), .whyRefused = textAt(raw, "why")});
  for (const auto raw : jsonElements(jsonAt(answer.json, "classes"))) {
    auto& one = found.emplace_back(
        Class{.type = textAt(raw, "type"), .kind = textAt(raw, "kind"), .problem = textAt(raw, "problem")});
    for (const auto rule : jsonElements(jsonAt(raw, "rules")))
      one.rules.push_back({textAt(rule, "name"), textAt(rule, "promise")});
  }
  return found;
}

std::vector<std::string> PluginContract::failuresOf(const Class& of, const Rule& rule) const {
  const auto answer = ask({of.kind, of.type, rule.name, std::to_string(limit_.count())});
  if (answer.isLate) return {"it hangs; the rule: " + rule.promise};
  if (!answer.ending.empty()) return {"it " + answer.ending + "; the rule: " + rule.promise};
  for (const auto* member : {"error", "wrong"})
    if (auto text = textAt(answer.json, member); !text.empty()) return {std::move(text)};
  std::vector<std::string> failures;
  for (const auto sentence : jsonElements(jsonAt(answer.json, "failures"))) failures.push_back(jsonToText(sentence));
  return failures;
}

}  // namespace herald::core::ctl
