// SPDX-License-Identifier: Apache-2.0
#include "harness/daemon_fixture.h"

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
  };
  for (const auto& [text, message] : table) EXPECT_THAT(problemsOf(text), ::testing::HasSubstr(message)) << text;
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

TEST_F(ConfigCheck, TheShippedExamplesAreValid) {
  for (const auto file : {"/etc/herald.properties", "/etc/demo/demo.properties"}) {
    const auto finished =
        runToEnd({heraldctl(), "check", "--config", std::string(HERALD_SOURCE) + file},
                 {{"HERALD_DEMO_DATA", folder_.path().string()}, {"HERALD_DEMO_URL", "http://localhost/"}});
    EXPECT_EQ(finished.code, 0) << finished.output;
  }
}

}  // namespace
}  // namespace herald::testing
