// SPDX-License-Identifier: Apache-2.0
#include "engine/trial/mended_plan.h"

#include <Poco/String.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "engine/trial/json_completion.h"

namespace herald::core {

namespace {

constexpr int kMostMends = 16;

bool looksLikeJson(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  return begin != std::string::npos && std::string_view("{[\"").find(text[begin]) != std::string_view::npos;
}

/// What may stand for a wrong value, the nearest first.
std::vector<std::string> mendsOf(const std::string& text) {
  std::vector<std::string> mends;
  for (const auto& one : {withoutHalfVariables(text), Poco::replace(text, "@", "@@")}) {
    if (!looksLikeJson(text))
      mends.push_back(one);
    else if (auto completed = completedJson(one))
      mends.push_back(std::move(*completed));
  }
  std::erase(mends, text);
  return mends;
}

/// What may stand for a value that is missing, by kinds of options.
constexpr std::array kStandIns{"http://not-set.invalid/", "nobody@not-set.invalid", "not-set", "1", "1s", "true"};

/// The values of one sink, and how far each has been mended.
class Mending {
 public:
  Mending(Block& block, std::string prefix) : block_(block), prefix_(std::move(prefix)) {}

  /// Puts the next value in the place of the wrong one. Returns false if there is none.
  bool mend(const std::string& key) {
    const auto option = optionOf(key);
    if (option.empty() || option == "type") return false;
    auto& state = states_[option];
    const auto entry = block_.entries.find(option);
    if (!state.mends)
      state.mends = entry == block_.entries.end() ? std::vector<std::string>() : mendsOf(entry->second.text);
    if (state.next < state.mends->size()) {
      entry->second.text = state.mends->at(state.next++);
      return true;
    }
    if (entry != block_.entries.end() && !state.wasDropped) {
      state.wasDropped = true;
      block_.entries.erase(entry);
      return true;
    }
    if (state.standIn == kStandIns.size()) return false;
    block_.entries[option] = {kStandIns.at(state.standIn++), {}, prefix_ + option};
    state.wasDropped = true;
    return true;
  }

  std::vector<std::string> mended() const {
    std::vector<std::string> options;
    for (const auto& [option, state] : states_) options.push_back(option);
    return options;
  }

 private:
  struct State {
    std::optional<std::vector<std::string>> mends{};
    std::size_t next = 0;
    bool wasDropped = false;
    std::size_t standIn = 0;
  };

  std::string optionOf(const std::string& key) const {
    for (const auto& [option, entry] : block_.entries) {
      if (entry.key == key) return option;
    }
    return key.starts_with(prefix_) ? key.substr(prefix_.size()) : std::string();
  }

  Block& block_;
  const std::string prefix_;
  std::map<std::string, State> states_{};
};

bool isNameCharacter(char c) {
  return (std::isalnum(static_cast<unsigned char>(c)) != 0) || c == '_' || c == '-' || c == '.';
}

/// True if this is what stands between the braces of a variable: a name, perhaps with `|` and more. Reads no further
/// than the name: texts may be long.
bool isVariable(std::string_view inner) {
  const auto end = std::ranges::find_if_not(inner, isNameCharacter);
  const std::string_view name(inner.begin(), end);
  return !name.empty() && (end == inner.end() || *end == '|') &&
         std::isdigit(static_cast<unsigned char>(name.front())) == 0 && name.back() != '.' && name.front() != '.' &&
         name.front() != '-' && name.find("..") == name.npos;
}

}  // namespace

std::string withoutHalfVariables(const std::string& text) {
  const auto* const ends = looksLikeJson(text) ? "}\"" : "}";
  const std::string_view all = text;
  std::size_t end = 0;  // the first of `ends` behind the last `@{`; it may be the one of the next, too
  std::string result;
  for (std::size_t i = 0; i < all.size(); ++i) {
    result += all[i];
    if (all[i] != '@' || i + 1 == all.size()) continue;
    if (all[i + 1] == '@') {
      result += all[++i];
    } else if (all[i + 1] == '{') {
      if (end < i + 2) end = all.find_first_of(ends, i + 2);
      const bool isWhole = end != all.npos && all[end] == '}' && isVariable(all.substr(i + 2, end - i - 2));
      if (!isWhole) result += '@';
    }
  }
  return result;
}

std::optional<MendedPlan> mendedPlan(Configuration configuration, const std::string& sink,
                                     const std::function<Plan(const Configuration&)>& make) {
  const auto block = configuration.sinks.find(sink);
  if (block == configuration.sinks.end()) return std::nullopt;
  Mending mending(block->second, "sink." + sink + ".");
  for (int turn = 0; turn < kMostMends; ++turn) {
    try {
      return MendedPlan{make(configuration), mending.mended()};
    } catch (const BadConfiguration& bad) {
      std::set<std::string> keys;
      for (const auto& problem : bad.problems()) {
        if (problem.severity == Severity::Error) keys.insert(problem.key);
      }
      bool isBetter = false;
      for (const auto& key : keys) isBetter |= mending.mend(key);
      if (!isBetter && configuration.routes.empty()) return std::nullopt;
      if (!isBetter) {  // what is wrong belongs to a route that leads to the sink
        configuration.routes.clear();
        configuration.transforms.clear();
      }
    }
  }
  return std::nullopt;
}

}  // namespace herald::core
