// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "wrong_plugins.h"

/// Sinks whose declaration is wrong.
namespace herald::test {

/// A sink with these options.
template <typename Declare>
class Declaring : public SoundSink {
 public:
  std::vector<Option> options() const override { return Declare::list(); }
  Outcome deliver(const Attempt&) override { return {}; }
};

struct DeclaresEvents {
  static std::vector<Option> list() { return {{.name = "events", .help = "Which events."}}; }
};
struct DeclaresType {
  static std::vector<Option> list() { return {{.name = "type", .help = "Of what."}}; }
};
struct DeclaresAMemberOfMessage {
  static std::vector<Option> list() { return {{.name = "message.hello", .help = "The message."}}; }
};
struct DeclaresTwice {
  static std::vector<Option> list() { return {{.name = "a", .help = "One."}, {.name = "a", .help = "Two."}}; }
};
struct DeclaresAFileTwin {
  static std::vector<Option> list() { return {{.name = "key.file", .help = "A file."}}; }
};
struct DeclaresANameWithABlank {
  static std::vector<Option> list() { return {{.name = "two words", .help = "A name that nobody can write."}}; }
};
struct DeclaresAWrongDefault {
  static std::vector<Option> list() {
    return {{.name = "count", .type = Type::Integer, .fallback = "ten", .help = "How many."}};
  }
};
struct DeclaresAChoiceOfNothing {
  static std::vector<Option> list() { return {{.name = "how", .type = Type::Choice, .help = "How."}}; }
};
struct DeclaresADefaultForARequiredOption {
  static std::vector<Option> list() { return {{.name = "a", .fallback = "b", .help = "A.", .required = true}}; }
};
struct DeclaresWithoutASentence {
  static std::vector<Option> list() { return {{.name = "a", .help = "the a"}}; }
};

/// A sink that says this of itself.
template <typename Say>
class Saying : public SoundSink {
 public:
  std::string summary() const override { return Say::text(); }
};

struct SaysNoSentence {
  static std::string text() { return "a sink for mail"; }
};
struct SaysTwoLines {
  static std::string text() { return "Sends a mail.\nAnd more."; }
};
struct SaysTooMuch {
  static std::string text() { return std::string(100, 'a') + "."; }
};
struct SaysAnotherSentenceEachTime {
  static std::string text() {
    static int calls = 0;
    return "Sends mail " + std::to_string(++calls) + ".";
  }
};

/// Another help each time.
class ChangesAHelp : public SoundSink {
 public:
  std::vector<Option> options() const override {
    return {{.name = "word", .help = "Call " + std::to_string(++calls_) + "."}};
  }

 private:
  mutable int calls_ = 0;
};

/// Another default after configure().
class ChangesADefault : public SoundSink {
 public:
  std::vector<Option> options() const override {
    return {{.name = "word", .fallback = host_ ? "bye" : "hello", .help = "What to say."}};
  }
};

/// A secret only in every other instance.
class ChangesAType : public SoundSink {
 public:
  std::vector<Option> options() const override {
    return {{.name = "word", .type = isOdd_ ? Type::Secret : Type::Text, .help = "What to say."}};
  }

 private:
  static bool nextIsOdd() {
    static bool odd = false;
    return odd = !odd;
  }
  const bool isOdd_ = nextIsOdd();
};

class RefusesItsOwnDefault : public SoundSink {
 public:
  void configure(const Settings& settings, Host& host) override {
    if (settings.has("word") && settings.text("word") == "hello") settings.reject("word", "must be something else");
    SoundSink::configure(settings, host);
  }
};

/// An option that is a template, without the ability TemplateUser.
class HasATemplateOfItsOwn : public SoundSink {
 public:
  std::vector<Option> options() const override {
    return {{.name = "word", .type = Type::Template, .fallback = "@device", .help = "What to say."}};
  }
};

class HasTemplatesInAMap : public SoundSink {
 public:
  std::vector<Option> options() const override {
    return {{.name = "fields", .type = Type::TemplateMap, .help = "What to say, by field."}};
  }
  Outcome deliver(const Attempt&) override { return {}; }
};

class DeniesItsTemplate : public HasATemplateOfItsOwn, public TemplateUser {
 public:
  bool uses(std::string_view) const override { return false; }
};

class ClaimsEveryVariable : public HasATemplateOfItsOwn, public TemplateUser {
 public:
  bool uses(std::string_view) const override { return true; }
};

}  // namespace herald::test
