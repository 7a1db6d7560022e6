// SPDX-License-Identifier: Apache-2.0
#include "herald/testing/contract.h"

#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>

#include <set>
#include <string>
#include <vector>

#include "wrong_cameras.h"
#include "wrong_declarations.h"
#include "wrong_lives.h"
#include "wrong_plugins.h"
#include "wrong_sinks.h"
#include "wrong_sources.h"
#include "wrong_transforms.h"

namespace herald::test {

// What keeps the contract has no failure.
HERALD_PLUGIN_CONTRACT(SoundSink)
HERALD_PLUGIN_CONTRACT(SoundHttpSink)
HERALD_PLUGIN_CONTRACT(SoundAsyncSink)
HERALD_PLUGIN_CONTRACT(EndsOnAnotherThread)
HERALD_PLUGIN_CONTRACT(EndsTwice)
HERALD_PLUGIN_CONTRACT(SoundTransform)
HERALD_PLUGIN_CONTRACT(SoundSource)
HERALD_PLUGIN_CONTRACT(SoundCamera)

namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

/// A wrong plugin, the rule that it breaks, and what the contract says about it.
struct Wrong {
  Subject subject{};
  std::string kind{};
  std::string rule{};
  std::string sentence{};

  friend void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.subject.name; }
};

template <typename Class>
Wrong wrong(const std::string& name, const std::string& rule, const std::string& sentence) {
  return {{.name = name, .make = [] { return std::make_unique<Class>(); }},
          std::string(kindOfClass<Class>()),
          rule,
          sentence};
}

template <typename Declare>
Wrong declares(const std::string& name, const std::string& sentence) {
  return wrong<Declaring<Declare>>(name, "DeclaresItsOptionsWell", sentence);
}

template <typename Say>
Wrong says(const std::string& name, const std::string& sentence) {
  return wrong<Saying<Say>>(name, "SaysInASentenceWhatItDoes", sentence);
}

std::vector<Wrong> wrongDeclarations() {
  const std::string same = "DeclaresTheSameOptionsEveryTime", templates = "SaysWhichVariablesItsTemplatesUse";
  return {declares<DeclaresEvents>("DeclaresEvents", "`events`, which Herald adds to every sink"),
          declares<DeclaresType>("DeclaresType", "`type`, which Herald adds to every sink"),
          declares<DeclaresAMemberOfMessage>("DeclaresAMemberOfMessage", "cannot be told from `message`"),
          declares<DeclaresTwice>("DeclaresTwice", "is declared twice"),
          declares<DeclaresAFileTwin>("DeclaresAFileTwin", "NAME.file"),
          declares<DeclaresANameWithABlank>("DeclaresANameWithABlank", "must have another name"),
          declares<DeclaresAWrongDefault>("DeclaresAWrongDefault", "has a default that"),
          declares<DeclaresAChoiceOfNothing>("DeclaresAChoiceOfNothing", "offers no choices"),
          declares<DeclaresADefaultForARequiredOption>("DeclaresADefaultForARequiredOption", "is required and has"),
          declares<DeclaresWithoutASentence>("DeclaresWithoutASentence", "must be a sentence"),
          says<SaysNoSentence>("SaysNoSentence", "must be a sentence"),
          says<SaysTwoLines>("SaysTwoLines", "must be one line"),
          says<SaysTooMuch>("SaysTooMuch", "must be shorter: at most 100 characters"),
          says<SaysAnotherSentenceEachTime>("SaysAnotherSentenceEachTime", "something else in another instance"),
          wrong<ChangesAHelp>("ChangesAHelp", same, "another `word` in the next call"),
          wrong<ChangesADefault>("ChangesADefault", same, "another `word` after configure()"),
          wrong<ChangesAType>("ChangesAType", same, "another `word` in another instance"),
          wrong<RefusesItsOwnDefault>("RefusesItsOwnDefault", "TakesItsOwnDefaults", "refuses a default"),
          wrong<HasATemplateOfItsOwn>("HasATemplateOfItsOwn", templates, "the class is no TemplateUser"),
          wrong<HasTemplatesInAMap>("HasTemplatesInAMap", templates, "the class is no TemplateUser"),
          wrong<DeniesItsTemplate>("DeniesItsTemplate", templates, "does not know the variables of `word`"),
          wrong<ClaimsEveryVariable>("ClaimsEveryVariable", templates, "a variable that no template has")};
}

std::vector<Wrong> wrongLives() {
  const std::string early = "IsConfiguredWithoutInputOrOutput", behind = "LeavesNothingBehind",
                    probe = "ProbesByItsDeadline";
  return {wrong<ReadsAFileInConfigure>("ReadsAFileInConfigure", early, "opens a file"),
          wrong<ReadsAFileInItsConstructor>("ReadsAFileInItsConstructor", early, "opens a file"),
          wrong<OpensASocketInConfigure>("OpensASocketInConfigure", early, "opens a socket"),
          wrong<StartsAThreadInConfigure>("StartsAThreadInConfigure", early, "starts a thread"),
          wrong<LoadsStateInConfigure>("LoadsStateInConfigure", early, "loads the state `last`"),
          wrong<SendsInConfigure>("SendsInConfigure", early, "sends a request"),
          wrong<LeavesADescriptorOpen>("LeavesADescriptorOpen", behind, "a descriptor stays open"),
          wrong<LetsProgramsInheritADescriptor>("LetsProgramsInheritADescriptor", behind, "close-on-exec"),
          wrong<ChangesTheHandlerOfASignal>("ChangesTheHandlerOfASignal", behind, "changes the handler of a signal"),
          wrong<ThrowsInsteadOfAdvising>("ThrowsInsteadOfAdvising", "AnswersQuestionsFromAnyThread", "fails: threw"),
          wrong<ProbesWithoutADeadline>("ProbesWithoutADeadline", probe, "pass the deadline"),
          wrong<FindsWithoutARemedy>("FindsWithoutARemedy", probe, "says not what to do")};
}

std::vector<Wrong> wrongSinks() {
  const std::string hostile = "DeliversHostileEvents", stop = "EndsAnAttemptAtAStop", failed = "ReportsAFailedAttempt",
                    preview = "PreviewsWithoutDoing", secret = "ShowsNoSecret";
  return {wrong<ThrowsANumber>("ThrowsANumber", hostile, "not a std::exception"),
          wrong<FailsWithoutAReason>("FailsWithoutAReason", hostile, "retry without a reason"),
          wrong<FailsAsDelivered>("FailsAsDelivered", hostile, "cannot have the verdict Delivered"),
          wrong<ChangesTheEvent>("ChangesTheEvent", hostile, "changes the event"),
          wrong<SendsWithoutADeadline>("SendsWithoutADeadline", "EndsAnAttemptByItsDeadline", "pass attempt.deadline"),
          wrong<SendsWithoutTheStop>("SendsWithoutTheStop", stop, "pass attempt.stop"),
          wrong<GoesOnAfterTheStop>("GoesOnAfterTheStop", stop, "another request after the stop"),
          wrong<TriesAgainByItself>("TriesAgainByItself", "TriesOnlyOnceInAnAttempt", "tries again by itself"),
          wrong<IgnoresTheStatus>("IgnoresTheStatus", failed, "the receiver answered 500"),
          wrong<IgnoresAFailure>("IgnoresAFailure", failed, "nobody answered"),
          wrong<FailsWhenItIsCalledAtOnce>("FailsWhenItIsCalledAtOnce", "BearsSeveralCallsAtOnceIfItSaysSo",
                                           "not a std::exception"),
          wrong<DropsAnAttempt>("DropsAnAttempt", "EndsEachAttemptThatItBegins", "goes away without an end"),
          wrong<BeginsSomethingElse>("BeginsSomethingElse", "DeliversAsItBegins", "do not do the same"),
          wrong<BeginsWithoutTheStop>("BeginsWithoutTheStop", stop, "pass attempt.stop"),
          wrong<WritesInAPreview>("WritesInAPreview", preview, "preview() opens a file"),
          wrong<SavesInAPreview>("SavesInAPreview", preview, "preview() saves the state"),
          wrong<ShowsNothing>("ShowsNothing", preview, "shows nothing"),
          wrong<KeepsTheEvent>("KeepsTheEvent", "KeepsNoEventAfterTheCall", "after the call that brought it"),
          wrong<NumbersAllDevices>("NumbersAllDevices", "KeepsItsStatePerDevice", "another device"),
          wrong<LogsItsPassword>("LogsItsPassword", secret, "in the log"),
          wrong<LogsAHiddenToken>("LogsAHiddenToken", secret, "in the log"),
          wrong<ShowsItsPasswordInAReason>("ShowsItsPasswordInAReason", secret, "in the reason of an outcome"),
          wrong<ShowsItsPasswordInAnError>("ShowsItsPasswordInAnError", secret, "in the error about `password`")};
}

std::vector<Wrong> wrongTransforms() {
  const std::string emits = "EmitsOnlyDuringTheCall", hostile = "AppliesHostileEvents";
  return {wrong<KeepsEmit>("KeepsEmit", emits, "keeps `emit`"),
          wrong<EmitsWithTheNextEvent>("EmitsWithTheNextEvent", emits, "after apply() has returned: Herald ignores"),
          wrong<EmitsInItsDestructor>("EmitsInItsDestructor", emits, "after apply() has returned: Herald ignores"),
          wrong<EmitsFromAnotherThread>("EmitsFromAnotherThread", emits, "from another thread"),
          wrong<EmitsBrokenJson>("EmitsBrokenJson", hostile, "no longer a JSON object"),
          wrong<EmitsWithoutAType>("EmitsWithoutAType", hostile, "without a type"),
          wrong<EmitsWithoutATypeWhenItIsWoken>("EmitsWithoutATypeWhenItIsWoken", "WakesForHostileTimers",
                                                "wake() emits an event without a type"),
          wrong<ChangesItsInput>("ChangesItsInput", hostile, "changes the event"),
          wrong<CountsAllDevices>("CountsAllDevices", "KeepsItsStatePerDevice", "another device"),
          wrong<ComparesAllDevices>("ComparesAllDevices", "KeepsItsStatePerDevice", "another device"),
          wrong<CountsInAllInstances>("CountsInAllInstances", "KeepsItsStateInTheInstance", "a new instance"),
          wrong<KeepsTheLastEvent>("KeepsTheLastEvent", "KeepsNoEventAfterTheCall", "after the call that brought it"),
          wrong<ShowsItsPasswordInAnException>("ShowsItsPasswordInAnException", "ShowsNoSecret", "in an exception")};
}

std::vector<Wrong> wrongSources() {
  return {wrong<PublishesAfterTheEnd>("PublishesAfterTheEnd", "PublishesOnlyWhileItRuns", "after run() has returned"),
          wrong<RunsOnlyOnce>("RunsOnlyOnce", "RunsAgain", "does not work like the first"),
          wrong<PublishesItsPassword>("PublishesItsPassword", "ShowsNoSecret", "in an event"),
          wrong<SaysItsPassword>("SaysItsPassword", "ShowsNoSecret", "in ready()")};
}

std::vector<Wrong> wrongCameras() {
  const std::string stop = "EndsAPictureAtAStop", why = "SaysWhyThereIsNoPicture", secret = "ShowsNoSecret";
  return {wrong<TakesWithoutADeadline>("TakesWithoutADeadline", "TakesAPictureByItsDeadline", "pass shot.deadline"),
          wrong<TakesWithoutTheStop>("TakesWithoutTheStop", stop, "pass shot.stop"),
          wrong<TakesOnlyWhileItRuns>("TakesOnlyWhileItRuns", "TakesAPictureAtAnyTime", "not a std::exception"),
          wrong<KeepsThePicture>("KeepsThePicture", "TakesEachPictureAnew", "a picture that it has kept"),
          wrong<TakesWhatTheCameraSays>("TakesWhatTheCameraSays", why, "the camera answered 500"),
          wrong<TakesNothing>("TakesNothing", why, "returns no bytes"),
          wrong<ThrowsNoFailure>("ThrowsNoFailure", why, "throw a Failure that says why"),
          wrong<KeepsTheShot>("KeepsTheShot", "KeepsNoShotAfterTheCall", "after the call that brought it"),
          wrong<ShowsItsPasswordInAFailure>("ShowsItsPasswordInAFailure", secret, "in a failure of take()")};
}

/// Those that hang. The contract can only end the program.
std::vector<Wrong> hanging() {
  std::vector<Wrong> all{
      wrong<HangsInItsDestructor>("HangsInItsDestructor", "MayBeDestroyedAfterEachStep", "the destructor returns"),
      wrong<WaitsForTheProbe>("WaitsForTheProbe", "ProbesByItsDeadline", "returns by its deadline"),
      wrong<WaitsForTheReceiver>("WaitsForTheReceiver", "EndsAnAttemptByItsDeadline", "returns by attempt.deadline"),
      wrong<NeverEndsAnAttempt>("NeverEndsAnAttempt", "EndsEachAttemptThatItBegins", "ends by `done`"),
      wrong<TriesUntilItWorks>("TriesUntilItWorks", "EndsAnAttemptAtAStop", "soon after attempt.stop"),
      wrong<IgnoresTheRequestToStop>("IgnoresTheRequestToStop", "EndsWhenItIsAskedTo", "within 5 seconds"),
      wrong<WaitsForTheCamera>("WaitsForTheCamera", "TakesAPictureByItsDeadline", "returns by shot.deadline")};
  for (auto& one : all) one.subject.limit = Millis(100);
  return all;
}

/// What they should do in time is waited for a twelfth of the limit.
std::vector<Wrong> late() {
  const std::string deadline = "EndsAnAttemptByItsDeadline";
  std::vector<Wrong> all{
      wrong<LeavesAThreadBehind>("LeavesAThreadBehind", "LeavesNothingBehind", "a thread outlives the plugin"),
      wrong<WaitsInBegin>("WaitsInBegin", "BeginsWithoutWaiting", "begin() waits for the receiver"),
      wrong<SendsAgainAtTheDeadline>("SendsAgainAtTheDeadline", deadline, "outlasts its deadline"),
      wrong<EndsAfterTheDeadline>("EndsAfterTheDeadline", deadline, "outlasts its deadline")};
  for (auto& one : all) one.subject.limit = std::chrono::seconds(6);
  return all;
}

std::vector<Wrong> wrongPlugins() {
  std::vector<Wrong> all = late();
  for (const auto& some :
       {wrongDeclarations(), wrongLives(), wrongSinks(), wrongTransforms(), wrongSources(), wrongCameras()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

Rule ruleOf(const Wrong& wrong) {
  for (const Rule& rule : contractOf(wrong.kind))
    if (rule.name == wrong.rule) return rule;
  throw std::logic_error("the contract of a " + wrong.kind + " has no rule " + wrong.rule);
}

std::vector<std::string> failuresOf(const Wrong& wrong) {
  ::testing::TestPartResultArray results;
  {
    const ::testing::ScopedFakeTestPartResultReporter caught(
        ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ALL_THREADS, &results);
    checkRule(wrong.subject, ruleOf(wrong));
  }
  std::vector<std::string> messages;
  for (int i = 0; i < results.size(); ++i) messages.emplace_back(results.GetTestPartResult(i).message());
  return messages;
}

class WrongPlugin : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongPlugin, IsCaughtWithASentence) {
  EXPECT_THAT(failuresOf(GetParam()), Contains(HasSubstr(GetParam().sentence)));
}

const auto kNameOf = [](const auto& wrong) { return wrong.param.subject.name; };

INSTANTIATE_TEST_SUITE_P(All, WrongPlugin, ::testing::ValuesIn(wrongPlugins()), kNameOf);

// The name lets it run first, before another test leaves a thread behind.
class HangingPluginDeathTest : public ::testing::TestWithParam<Wrong> {};

TEST_P(HangingPluginDeathTest, EndsTheProgramWithTheNameOfTheRule) {
  const auto& [subject, kind, rule, sentence] = GetParam();
  EXPECT_EXIT(checkRule(subject, ruleOf(GetParam())), ::testing::ExitedWithCode(EXIT_FAILURE),
              subject.name + " hangs, and breaks the rule " + rule + ": .*" + sentence);
}

INSTANTIATE_TEST_SUITE_P(All, HangingPluginDeathTest, ::testing::ValuesIn(hanging()), kNameOf);

// Otherwise nobody would notice a rule that sees nothing.
TEST(Contract, HasAWrongPluginForEachRule) {
  std::set<std::string> broken{"AsksForEachRequiredOptionByName"};  // Settings does that for every plugin
  for (const auto& all : {wrongPlugins(), hanging()})
    for (const auto& wrong : all) broken.insert(wrong.rule);
  for (const auto* kind : {"source", "transform", "sink"})
    for (const Rule& rule : contractOf(kind)) EXPECT_TRUE(broken.contains(rule.name)) << rule.name;
}

TEST(Contract, CatchesMoreThanFortyMistakes) { EXPECT_GE(wrongPlugins().size() + hanging().size(), 40u); }

}  // namespace
}  // namespace herald::test
