// SPDX-License-Identifier: Apache-2.0
// try_contract LIBRARY CONFIGURATION                          prints the classes of the library, with their rules
// try_contract LIBRARY CONFIGURATION KIND TYPE RULE MILLIS    prints what breaks the rule
//
// heraldctl runs it for each rule anew, so a plugin that ends or hangs the process spoils one answer. Standard input
// has the single options as a JSON object, since they may be secrets. The answer is a JSON object.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <span>

#include "herald/file_descriptor.h"
#include "herald/json.h"
#include "heraldctl/contract/given_options.h"
#include "heraldctl/contract/tried_library.h"

namespace herald::core::ctl {
namespace {

/// JSON texts as an array.
std::string arrayOf(const std::vector<std::string>& elements) {
  std::string all;
  for (const auto& element : elements) all += (all.empty() ? "" : ",") + element;
  return "[" + all + "]";
}

GivenOptions::Values singleOptions() {
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  GivenOptions::Values values;
  for (const auto& [name, value] : jsonMembers(text)) values[name] = jsonToText(value);
  return values;
}

std::string describe(const TriedLibrary& library, const Library::Offer& offer, const GivenOptions& given) {
  std::vector<std::string> rules;
  for (const auto& rule : TriedLibrary::rulesFor(offer))
    rules.push_back(JsonObject().add("name", rule.name).add("promise", rule.promise).text());
  std::string problem;
  try {
    given.valuesFor(offer, library.offers());
  } catch (const BadConfiguration& bad) {
    problem = bad.what();
  }
  return JsonObject()
      .add("type", offer.type)
      .add("kind", offer.kind)
      .add("problem", problem)
      .addRaw("rules", arrayOf(rules))
      .text();
}

std::string describe(const TriedLibrary& library, const GivenOptions& given) {
  std::vector<std::string> classes, refused;
  for (const auto& offer : library.offers()) classes.push_back(describe(library, offer, given));
  for (const auto& [type, why] : library.refused())
    refused.push_back(JsonObject().add("type", type).add("why", why).text());
  return JsonObject().addRaw("classes", arrayOf(classes)).addRaw("refused", arrayOf(refused)).text();
}

/// `wanted` has a kind, a type, a rule and a limit.
std::string check(const TriedLibrary& library, const GivenOptions& given, std::span<char*> wanted) {
  for (const auto& offer : library.offers()) {
    if (offer.kind != wanted[0] || offer.type != wanted[1]) continue;
    std::vector<std::string> failures;
    const auto values = given.valuesFor(offer, library.offers());
    for (const auto& sentence : library.failuresOf(offer, values, wanted[2], Millis(std::atoi(wanted[3]))))
      failures.push_back(jsonQuote(sentence));
    return JsonObject().addRaw("failures", arrayOf(failures)).text();
  }
  return JsonObject().add("error", "has no " + std::string(wanted[0]) + " `" + wanted[1] + "`").text();
}

std::string answer(std::span<char*> arguments) {
  if (arguments.size() != 3 && arguments.size() != 7)
    return JsonObject().add("error", "cannot be tried: only heraldctl runs this program").text();
  try {
    const GivenOptions given(arguments[2], singleOptions());
    const TriedLibrary library(arguments[1]);
    return arguments.size() == 3 ? describe(library, given) : check(library, given, arguments.subspan(3));
  } catch (const BadConfiguration& bad) {
    return JsonObject().add("wrong", bad.what()).text();
  } catch (const std::exception& error) {
    return JsonObject().add("error", error.what()).text();
  }
}

/// Takes standard output from the plugin: what it prints goes to standard error.
FileDescriptor ownOutput() {
  FileDescriptor own(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  return own;
}

}  // namespace
}  // namespace herald::core::ctl

int main(int argc, char** argv) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit noDump{0, 0};
  ::setrlimit(RLIMIT_CORE, &noDump);
  const auto output = herald::core::ctl::ownOutput();
  const auto text = herald::core::ctl::answer({argv, static_cast<std::size_t>(argc)});
  const bool written = ::write(output.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  std::_Exit(written ? EXIT_SUCCESS : EXIT_FAILURE);  // a thread of the plugin may hang
}
