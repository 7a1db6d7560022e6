// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/contract/tried_library.h"

#include <gtest/gtest-spi.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "engine/plugin_host/elf_check.h"
#include "engine/plugin_host/plugin_file.h"

namespace herald::core::ctl {

namespace {

constexpr Millis kLoadLimit = std::chrono::seconds(5);  // as PluginHost
constexpr std::size_t kMostFailures = 5;                // a rule that fails once may fail for each event

void takesTheseOptions(const test::Subject& subject) {
  test::FakeHost host;
  try {
    test::configured(subject, host);
  } catch (const std::exception& refused) {
    ADD_FAILURE() << "configure() refuses the options: " << refused.what();
  }
}

/// The sentence of a failure, without the expression that GoogleTest shows before it, and the end of line behind it
/// that some versions have.
std::string sentenceOf(std::string message) {
  while (message.ends_with('\n')) message.pop_back();
  static const std::string plain = "Failed\n";
  if (message.starts_with(plain)) return message.substr(plain.size());
  const auto last = message.rfind('\n');
  return last == std::string::npos ? message : message.substr(last + 1);
}

std::vector<std::string> sentencesOf(const ::testing::TestPartResultArray& results) {
  std::vector<std::string> sentences;
  for (int i = 0; i < results.size(); ++i) {
    if (!results.GetTestPartResult(i).failed()) continue;
    const auto sentence = sentenceOf(results.GetTestPartResult(i).summary());
    if (std::ranges::find(sentences, sentence) == sentences.end()) sentences.push_back(sentence);
  }
  if (sentences.size() > kMostFailures) {
    const auto more = sentences.size() - kMostFailures;
    sentences.resize(kMostFailures);
    sentences.push_back("and " + std::to_string(more) + " more");
  }
  return sentences;
}

}  // namespace

TriedLibrary::TriedLibrary(const std::filesystem::path& file) : library_(load(file)) {
  if (!library_.flaw().empty()) throw std::runtime_error(library_.flaw());
}

LoadedLibrary TriedLibrary::load(const std::filesystem::path& file) {
  const auto read = readPluginFile(file);
  const auto report = checkElf(read.bytes, runningRequirements());
  if (!report.reason.empty()) throw std::runtime_error(report.reason);
  return {std::make_shared<SealedFile>(file.filename(), read.bytes), kLoadLimit};
}

std::vector<test::Rule> TriedLibrary::rulesFor(const Library::Offer& offer) {
  auto rules = test::contractOf(offer.kind);
  rules.insert(rules.begin(), {"TakesTheseOptions", "configure() returns", takesTheseOptions});
  return rules;
}

std::vector<std::string> TriedLibrary::failuresOf(const Library::Offer& offer, const Settings::Values& values,
                                                  const std::string& rule, Millis limit) const {
  const auto rules = rulesFor(offer);
  const auto found = std::ranges::find_if(rules, [&](const test::Rule& one) { return one.name == rule; });
  if (found == rules.end()) throw std::invalid_argument("the contract has no rule " + rule);
  const test::Subject subject{
      .name = offer.type, .make = [this, offer] { return library_.make(offer); }, .fewest = values, .limit = limit};
  ::testing::TestPartResultArray results;
  {
    const ::testing::ScopedFakeTestPartResultReporter caught(
        ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ALL_THREADS, &results);
    test::checkRuleWithoutEnd(subject, *found);
  }
  return sentencesOf(results);
}

}  // namespace herald::core::ctl
