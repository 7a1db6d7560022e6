// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "harness/daemon_fixture.h"
#include "harness/service_user.h"

namespace herald::testing {
namespace {

class ConfigCheck : public DaemonTest {
 protected:
  /// What `heraldctl check` prints for a bad configuration. Line 1 is herald.dataDir, so `text` begins in line 2.
  std::string problemsOf(const std::string& text) {
    configure(text);
    const auto finished = runToEnd({heraldctl(), "check", "--config", config()});
    EXPECT_EQ(finished.code, 78) << text;
    return finished.output;
  }
};

const std::string kHook = "sink.phone.type = webhook\nsink.phone.url = http://localhost/\n";

TEST_F(ConfigCheck, EachMistakeIsNamedWithFileLineAndKey) {
  struct Case {
    std::string text, message;
  };
  const std::vector<Case> table{
      {kHook + "sink.phone.retrys = 3\n", "herald.properties:4: sink.phone.retrys: unknown option"},
      {kHook + "sink.phone.mehtod = PUT\n", "did you mean `method`?"},
      {"sink.phone.type = webhook\n", "herald.properties:2: sink.phone.url: "},
      {kHook + "sink.phone.timeout = soon\n", "herald.properties:4: sink.phone.timeout: "},
      {kHook + "sink.phone.progress = 100\n", "herald.properties:4: sink.phone.progress: "},
      {kHook + "sink.phone.url = http://other/\n", "herald.properties:4: sink.phone.url: already set at"},
      {"sink.phone.type = webhok\n", "did you mean `webhook`?"},
      {"source.mk3.type = webhook\n", "`webhook` is a sink, not a source"},
      {kHook + "route.r.to = fone\n", "herald.properties:4: route.r.to: there is no sink `fone`"},
      {kHook + "route.r.to = phone\nroute.r.transforms = gone\n", "there is no transform `gone`"},
      {kHook + "route.r.events = *\n", "route.r.to"},
      {kHook + "sink.phone.data = {oops\n", "herald.properties:4: sink.phone.data: "},
      {kHook + "sink.phone.data = {\"say\": \"\\\"hi\\\"\"}\n", "needs two backslashes"},
      {kHook + "sink.phone.message.PrintDone = @{job\n", "herald.properties:4: sink.phone.message.PrintDone: "},
      {kHook + "sink.phone.apiSecret.file = /nowhere/secret\n", "herald.properties:4: sink.phone.apiSecret.file: "},
      {kHook + "sink.phone.apiSecret = ${system.env.HERALD_NOT_SET}\n", "HERALD_NOT_SET is not set"},
      {kHook + "snk.phone.url = x\n", "herald.properties:4: snk.phone.url: "},
      {kHook + "just words\n", "herald.properties:4: "},
      {"transform.t.type = filter\ntransform.t.where = payload.time >\n", "herald.properties:3: transform.t.where: "},
      {"herald.dataDri = /tmp\n", "did you mean `dataDir`?"},
      {"defaults.webhook.metod = PUT\n" + kHook, "herald.properties:2: defaults.webhook.metod: unknown option"},
      {kHook + "sink.phone.on.PrintDone.hedaers.X = 1\n",
       "herald.properties:4: sink.phone.on.PrintDone.hedaers.X: unknown option, did you mean `headers.X`?"},
      {kHook + "sink.phone.for.mk3*.timeout = soon\n", "herald.properties:4: sink.phone.for.mk3*.timeout: "},
      {kHook + "sink.phone.on.PrintDone.data = {oops\n", "herald.properties:4: sink.phone.on.PrintDone.data: "},
      {kHook + "sink.phone.on.PrintDone.retry.first = 1s\n",
       "herald.properties:4: sink.phone.on.PrintDone.retry.first: is a rule of the sink's one queue"},
      {kHook + "sink.phone.on.PrintDone.message = x\n", "write message.EVENT"},
      {kHook + "sink.phone.on.PrintDone.apiSecret.file = /nowhere/secret\n",
       "herald.properties:4: sink.phone.on.PrintDone.apiSecret.file: "},
      {kHook + "sink.phone.on.PrintDone = x\n", "the option is missing: write on.PrintDone.OPTION = VALUE"},
      {kHook + "sink.phone.for.mk3.on.Error.data = {}\n", "names the device before the event: write on.Error.for.mk3"},
      {"defaults.webhook.on.Error.metod = PUT\n" + kHook,
       "herald.properties:2: defaults.webhook.on.Error.metod: unknown option, did you mean `method`?"},
  };
  for (const auto& [text, message] : table) EXPECT_THAT(problemsOf(text), ::testing::HasSubstr(message)) << text;
}

/// A printer and a sink, in lines 2 to 6.
const std::string kPair = "source.mk3.type = demo\nsource.mk3.name = Prusa\nsource.mk3.tags = room2\n" + kHook;

const std::string kOctoPrint = "source.o.type = octoprint\nsource.o.url = http://octopi.local\nsource.o.apiKey = k3y\n";

const std::string kKafka =
    "source.log.type = kafka\nsource.log.brokers = a.local:9092\n"
    "source.log.topics = printers\nsource.log.group = farm\n";

/// A route with a transform that says an event again, in three more lines.
const std::string kAgainToPhone = "transform.again.type = remind\nroute.r.to = phone\nroute.r.transforms = again\n";

TEST_F(ConfigCheck, WhatCanNeverMatchIsAWarning) {
  struct Case {
    std::string text, warning;
  };
  const std::vector<Case> table{
      {kPair + "sink.phone.events = PrintDone, PrintFinished\n",
       "herald.properties:7: warning: sink.phone.events: no source has the event `PrintFinished`, did you mean "
       "`PrintDone`?"},
      {kPair + "sink.phone.events = Prnt*\n", "no source has the event `Prnt*`"},
      {kPair + "sink.phone.events = Print Done\n", "`Print Done` is a topic: write the event type `PrintDone`"},
      {kPair + "sink.phone.events = ZChange\n", "no source has the event `ZChange`"},
      {kPair + "sink.phone.from = mk4\n",
       "herald.properties:7: warning: sink.phone.from: there is no source or device called `mk4`, did you mean `mk3`?"},
      {kPair + "sink.phone.from = tag:rom2\n", "sink.phone.from: no source has the tag `rom2`, did you mean `room2`?"},
      {kPair + "route.r.to = phone\nroute.r.from = nobody\n", "8: warning: route.r.from: there is no source or device"},
      {kPair + "route.r.to = phone\nroute.r.events = PrintEnd\n",
       "8: warning: route.r.events: no source has the event"},
      {kPair + "route.r.to = phone\nsink.phone.cooldown = 5s\n", "8: warning: sink.phone.cooldown: has no effect"},
      {kPair + "sink.phone.message.PrintFinished = x\n", "7: warning: sink.phone.message.PrintFinished: no source has"},
      {kPair + "sink.phone.message.PrintResumed = x\n",
       "7: warning: sink.phone.message.PrintResumed: this sink does not get PrintResumed: add it to the sink's "
       "`events`"},
      {kPair + "sink.phone.message.PrintDone = @job.name\n",
       "7: warning: sink.phone.message.PrintDone: nothing sets the variable `@job.name`"},
      {kPair + "sink.phone.data = {\"a\": \"@file.name\"}\n",
       "7: warning: sink.phone.data: nothing sets the variable `@file.name`, did you mean `job.file.name`?"},
      {kPair + "sink.phone.headers.X = @devise\n",
       "7: warning: sink.phone.headers.X: nothing sets the variable `@devise`, did you mean `device`?"},
      {kPair + "sink.phone.message.PrintDone = Hello @here\n", "`@here`: it is always empty; write @@ for an at sign"},
      {kPair + "transform.t.type = filter\n", "7: warning: transform.t.type: no route uses this transform"},
      {kPair + "sink.phone.on.PrintFinished.timeout = 5s\n",
       "7: warning: sink.phone.on.PrintFinished.timeout: no source has the event `PrintFinished`, did you mean "
       "`PrintDone`?"},
      {kPair + "sink.phone.on.PrintResumed.timeout = 5s\n",
       "7: warning: sink.phone.on.PrintResumed.timeout: this sink does not get PrintResumed: add it to"},
      {kPair + "sink.phone.for.prussa.timeout = 5s\n",
       "7: warning: sink.phone.for.prussa.timeout: there is no device called `prussa`, did you mean `Prusa`?"},
      {kPair + "sink.phone.for.mk3.timeout = 5s\n",
       "7: warning: sink.phone.for.mk3.timeout: the device of the source mk3 is called `Prusa`: write that name"},
      {kPair + "sink.phone.on.PrintDone.data = {\"a\": \"@file.name\"}\n",
       "7: warning: sink.phone.on.PrintDone.data: nothing sets the variable `@file.name`"},
      {kPair + kAgainToPhone + "route.r.events = UserActionNeeded, PrintPaused\n",
       "10: warning: route.r.events: passes no event that the transform `again` names in `until`: add one of "
       "PrintResumed, PrintStarted, PrintDone, PrintFailed, PrintCancelled, or remove the transform"},
      {kPair + kAgainToPhone + "route.r.events = PrintDone\n",
       "10: warning: route.r.events: passes no event that the "
       "transform `again` names in `events`: add one of UserActionNeeded"},
      {kPair + kAgainToPhone + "transform.again.until = PrintFinished, PrintDone\n",
       "10: warning: transform.again.until: no source has the event `PrintFinished`, did you mean `PrintDone`?"},
      {kHook + kKafka + "outbox.type = memory\n",
       "4: warning: source.log.custody.atMost: with `outbox.type = memory`, a delivery that waits longer than 60s is "
       "lost when Herald ends: write `never` to leave it in the log, or `60s` if that is right"},
      {kHook, "herald.properties: warning: there is no source, so nothing happens"},
      {kPair + "outbox.diskMiB = 32\n",
       "7: warning: outbox.diskMiB: is now called `diskBytes`: write outbox.diskBytes = 32 MiB; the old name still "
       "works"},
      {"source.mk3.type = demo\n", "herald.properties: warning: there is no sink, so Herald tells nobody"},
      {kPair + "sink.phone.enabled = false\n", "warning: every sink has `enabled = false`"},
      {kHook + kOctoPrint + "source.p.type = octoprint\nsource.p.url = http://octopi.local/api/\nsource.p.apiKey = x\n",
       "8: warning: source.p.url: should be the address that a browser shows: leave out /api"},
      {kHook + kOctoPrint + "sink.phone.events = UserLoggedIn\n", "no source has the event `UserLoggedIn`"},
      {kHook + kOctoPrint + "sink.phone.message.PrintDone = a\u2060b\n",
       "warning: sink.phone.message.PrintDone: has U+2060 (word joiner) at character 2"},
      {kPair + "logging.channels.c.class = FileChannel\nlogging.channels.c.path = /nowhere/herald.log\n",
       "8: warning: logging.channels.c.path: cannot write /nowhere/herald.log: No such file or directory"},
  };
  for (const auto& [text, warning] : table) {
    configure(text);
    const auto finished = ctl({"check"});
    EXPECT_EQ(finished.code, 0) << text;
    EXPECT_THAT(finished.output, ::testing::HasSubstr(warning)) << text;
    EXPECT_THAT(finished.output, ::testing::HasSubstr("1 warning\n")) << text;
    const auto strict = ctl({"check", "--strict"});
    EXPECT_EQ(strict.code, 78) << text;
    EXPECT_THAT(strict.output, ::testing::Not(::testing::HasSubstr("warning"))) << text;
  }
}

TEST_F(ConfigCheck, WhatMayMatchIsNoWarning) {
  const std::vector<std::string> table{
      kPair + "sink.phone.events = *, printdone, SinkFailing\nsink.phone.message.SinkFailing = @sink: @reason\n",
      kPair + "sink.phone.from = mk*, prusa, tag:ROOM?\n",
      kPair + "sink.phone.on.Print*.timeout = 5s\nsink.phone.on.printdone.for.prus*.timeout = 5s\n",
      kPair + kAgainToPhone + "route.r.events = UserActionNeeded, *Done\n",
      kPair + kAgainToPhone,
      kPair +
          "sink.phone.data = {\"a\": \"@a me@x.org @@b @{c|d} @job.file.name-x @human.eta @tags.0 @extra.x\"}\n"
          "sink.phone.variables.a = @nothing\n",
      kPair + "sink.phone.progress = 10%\nsink.phone.message.PrintProgress = @progress.completion\n",
      kPair +
          "transform.t.type = template\ntransform.t.set.context.note = x\nroute.r.transforms = t\n"
          "route.r.to = phone\nsink.phone.message.PrintDone = @note\n",
      kPair +
          "transform.t.type = template\ntransform.t.set.type = Other\nroute.r.transforms = t\n"
          "route.r.to = phone\nsink.phone.message.Other = @any\nsink.phone.events = PrintDone\n"
          "source.web.type = http\n",
      // a source that says nothing about its events
      kPair +
          "source.web.type = http\nsink.phone.from = elsewhere\nsink.phone.events = FilamentLow\n"
          "sink.phone.message.FilamentLow = @left\n",
      kHook + kOctoPrint +
          "sink.phone.events = plugin_octolapse_done, PrintDone\nsink.phone.data = {\"a\": \"@shot\"}\n",
      kHook + kOctoPrint + "source.o.include = UserLoggedIn\nsink.phone.events = UserLoggedIn\n",
      kHook + kKafka,
      kHook + kKafka + "outbox.type = memory\nsource.log.custody.atMost = never\n",
      kHook + kKafka + "outbox.type = memory\ndefaults.kafka.custody.atMost = 60s\n",
      kHook + kOctoPrint + "logging.channels.c.class = FileChannel\nlogging.channels.c.path = " +
          (folder_.path() / "herald.log").string() + "\n",
  };
  for (const auto& text : table) {
    configure(text);
    const auto finished = ctl({"check", "--strict"});
    EXPECT_EQ(finished.code, 0) << text << finished.output;
  }
}

TEST_F(ConfigCheck, TheDaemonLogsWarningsAndRuns) {
  start(kPair + "sink.phone.events = PrintFinished\n");
  EXPECT_THAT(daemon_->output(), ::testing::HasSubstr("warning: sink.phone.events: no source has the event"));
  EXPECT_EQ(stop(), 0);
  const auto finished = runToEnd({heraldd(), "--check", "--config", config()});
  EXPECT_EQ(finished.code, 0);
  EXPECT_THAT(finished.output, ::testing::HasSubstr("warning: sink.phone.events: no source has the event"));
}

TEST_F(ConfigCheck, LoggingIsTried) {
  for (const auto& line : {"logging.loggers.root.level = loud", "logging.loggers.root.channel = none",
                           "logging.channels.c.class = NoSuchChannel"}) {
    EXPECT_THAT(problemsOf(kPair + line + "\n"), ::testing::HasSubstr("herald.properties:7: logging.")) << line;
    const auto finished = runToEnd({heraldd(), "--check", "--config", config()});
    EXPECT_EQ(finished.code, 78) << line;
    EXPECT_THAT(finished.output, ::testing::HasSubstr("herald.properties:7: logging.")) << line;
  }
}

TEST_F(ConfigCheck, RootTriesTheFilesAsTheServiceDoes) {
  const bool root = ::geteuid() == 0;  // every other user reads with its own rights
  const ServiceUser service;
  const std::filesystem::path installed = folder_.path() / "installed";  // the build may be in a folder of root
  for (const auto folder : {"bin", "lib"}) std::filesystem::create_directories(installed / folder);
  std::filesystem::copy(heraldctl(), installed / "bin");
  std::filesystem::copy(HERALD_BUILD "/lib/herald", installed / "lib/herald", std::filesystem::copy_options::recursive);
  std::filesystem::permissions(folder_.write("secret", "s3cret"), std::filesystem::perms::owner_read);
  std::filesystem::permissions(configure(kPair + "sink.phone.apiSecret.file = secret\n"), std::filesystem::perms(0644));
  const auto check = [&] {
    return runToEnd({installed / "bin/heraldctl", "check", "--config", config()}, service.environment());
  };
  const auto refused = check();
  const std::string denied = "secret: Permission denied; give it to the daemon's user";
  EXPECT_EQ(refused.code, root ? 78 : 0);
  EXPECT_EQ(refused.output.find(denied) != std::string::npos, root) << refused.output;
  std::filesystem::permissions(folder_.write("secret", "s3cret"), std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  EXPECT_EQ(check().code, 0) << check().output;
  std::filesystem::permissions(config(), std::filesystem::perms::owner_read);
  const auto draft = check();
  EXPECT_EQ(draft.code, 0);
  const std::string unread = "herald.properties: warning: the service's user cannot read it";
  EXPECT_EQ(draft.output.find(unread) != std::string::npos, root) << draft.output;
  std::filesystem::permissions(config(), std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  std::filesystem::permissions(installed / "lib/herald/plugins", std::filesystem::perms::owner_all);
  const auto build = check();
  EXPECT_EQ(build.code, 0) << build.output;
  EXPECT_EQ(build.output.find("plugins: warning: the service's user cannot read it") != std::string::npos, root)
      << build.output;
}

TEST_F(ConfigCheck, ADuplicateInAnotherFileNamesBoth) {
  folder_.write("conf.d/10-more.properties", "sink.phone.url = http://other/\n");
  const auto problems = problemsOf(kHook);
  EXPECT_THAT(problems, ::testing::HasSubstr("10-more.properties:1: sink.phone.url: already set at"));
  EXPECT_THAT(problems, ::testing::HasSubstr("herald.properties:3"));
}

TEST_F(ConfigCheck, AllProblemsAreReportedTogether) {
  const auto problems =
      problemsOf("sink.phone.type = webhook\nsink.phone.retrys = 3\nsource.mk3.type = nothing\nroute.r.to = x\n");
  for (const auto part : {"sink.phone.url", "sink.phone.retrys", "source.mk3.type", "route.r.to"})
    EXPECT_THAT(problems, ::testing::HasSubstr(part));
}

TEST_F(ConfigCheck, AGoodConfigurationIsAcceptedAndSummarized) {
  folder_.write("conf.d/printer.properties", "source.mk3.type = demo\n");
  folder_.write("conf.d/ignored.txt", "nonsense");
  configure("defaults.webhook.timeout = 3s\n" + kHook);
  const auto finished = runToEnd({heraldctl(), "check", "--config", config()});
  EXPECT_EQ(finished.code, 0) << finished.output;
  EXPECT_THAT(finished.output, ::testing::HasSubstr("1 source, 1 route, 1 sink"));
}

TEST_F(ConfigCheck, TheEnvironmentSetsKeys) {
  configure("source.mk3.type = demo\nsink.phone.type = webhook\nsink.phone.url = http://old/\n");
  const std::vector<std::string> check{heraldctl(), "check", "--config", config()};
  const auto right = runToEnd(
      check, {{"HERALD_sink__phone__url", "http://localhost/hidden-path"}, {"HERALD_sink__other__type", "stdout"}});
  EXPECT_EQ(right.code, 0) << right.output;
  EXPECT_THAT(right.output, ::testing::HasSubstr("HERALD_sink__phone__url: note: sets sink.phone.url\n"));
  EXPECT_THAT(right.output, ::testing::HasSubstr("note: sink.phone.url does not count: HERALD_sink__phone__url has"));
  EXPECT_THAT(right.output, ::testing::HasSubstr("2 sinks; with 2 environment variables"));
  EXPECT_THAT(right.output, ::testing::Not(::testing::HasSubstr("hidden-path")));
  const auto wrong = runToEnd(check, {{"HERALD_sink__phone__retrys", "hidden-value"}});
  EXPECT_EQ(wrong.code, 78) << wrong.output;
  EXPECT_THAT(wrong.output, ::testing::HasSubstr("HERALD_sink__phone__retrys: sink.phone.retrys: unknown option"));
  EXPECT_THAT(wrong.output, ::testing::Not(::testing::HasSubstr("hidden-value")));
}

TEST_F(ConfigCheck, TheShippedExamplesAreValid) {
  for (const auto file : {"/etc/herald.properties", "/etc/demo/demo.properties"}) {
    const auto finished =
        runToEnd({heraldctl(), "check", "--config", std::string(HERALD_SOURCE) + file},
                 {{"HERALD_DEMO_DATA", folder_.path().string()}, {"HERALD_DEMO_URL", "http://localhost/"}});
    EXPECT_EQ(finished.code, 0) << finished.output;
    const bool isTemplate = std::string(file) == "/etc/herald.properties";  // its sources and sinks are comments
    EXPECT_EQ(finished.output.find("warning") != std::string::npos, isTemplate) << finished.output;
  }
}

}  // namespace
}  // namespace herald::testing
