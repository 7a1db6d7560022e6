// SPDX-License-Identifier: Apache-2.0
#include "costly_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "herald/testing/fake_feed.h"

namespace herald::octoprint {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

const Failure kNoAnswer{Outcome::Verdict::Retry, "no answer in time"};

class CostlyFieldsTest : public ::testing::Test {
 protected:
  CostlyFieldsTest() {
    feed_.want("meta");
    feed_.want("appearance");
  }

  /// The context of an event about this file, which may wait for so long.
  std::string contextOf(const std::string& path, Millis most = 1s) {
    JsonObject context;
    fields_.addTo(context, "local", path, feed_.now() + most);
    return context.text();
  }

  std::vector<std::string> asked() {
    std::vector<std::string> paths;
    for (const HttpRequest& request : feed_.host.network().requests())
      paths.push_back(request.url.substr(request.url.find("/api/")));
    return paths;
  }

  test::FakeFeed feed_;
  RestClient rest_{feed_, Settings(httpOptions(), {}), "http://octopi.local", "K3Y"};
  CostlyFields fields_{feed_, rest_};
};

TEST_F(CostlyFieldsTest, LeavesAnOctoPrintThatDoesNotAnswerAlone) {
  feed_.host.network().fail(kNoAnswer);
  EXPECT_EQ(contextOf("old.gcode"), R"({"meta":{},"appearance":{}})");
  for (const char* path : {"old.gcode", "new.gcode", "new.gcode"}) contextOf(path);
  fields_.noteEvent("PrintStarted", R"({"path":"new.gcode"})");
  contextOf("new.gcode");
  EXPECT_THAT(asked(), ElementsAre("/api/files/local/old.gcode"));
  feed_.host.advance(30s);
  feed_.host.network().answer(200, R"({"hash":"ab"})");
  feed_.host.network().answer(200, R"({"appearance":{"name":"mk3"}})");
  EXPECT_EQ(contextOf("new.gcode"), R"({"meta":{"hash":"ab"},"appearance":{"name":"mk3"}})");
}

TEST_F(CostlyFieldsTest, TakesAnAnswerThatIsCutShortForNone) {
  feed_.host.network().answer(HttpResponse{200, {}, R"({"hash":"ab"})", "the answer ended too early"});
  EXPECT_EQ(contextOf("a.gcode"), R"({"meta":{},"appearance":{}})");
}

TEST_F(CostlyFieldsTest, RequestsOtherFieldsAfterAnUnknownFile) {
  feed_.host.network().answer(404);
  feed_.host.network().answer(403);
  feed_.host.network().answer(200, R"({"hash":"ab"})");
  EXPECT_EQ(contextOf("gone.gcode"), R"({"meta":{},"appearance":{}})");
  EXPECT_EQ(contextOf("gone.gcode"), R"({"meta":{},"appearance":{}})");
  EXPECT_EQ(contextOf("new.gcode"), R"({"meta":{"hash":"ab"},"appearance":{}})");
  EXPECT_THAT(asked(), ElementsAre("/api/files/local/gone.gcode", "/api/settings", "/api/files/local/new.gcode"));
}

TEST_F(CostlyFieldsTest, RequestsWithTheNextEventWhatThisOneHadNoTimeFor) {
  feed_.host.network().answer(200, R"({"hash":"ab"})");
  feed_.host.network().answer(200, R"({"appearance":{"name":"mk3"}})");
  EXPECT_EQ(contextOf("a.gcode", 0s), R"({"meta":{},"appearance":{}})");
  EXPECT_THAT(asked(), ElementsAre());
  EXPECT_EQ(contextOf("a.gcode"), R"({"meta":{"hash":"ab"},"appearance":{"name":"mk3"}})");
}

}  // namespace
}  // namespace herald::octoprint
