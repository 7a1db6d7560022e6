// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/printer_resource.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/config_edit/testing/edited_folder.h"
#include "herald/json.h"
#include "heraldd/api/operations/api_routes.h"
#include "heraldd/api/operations/json_schema.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// The resource in front of real files; the daemon is made up.
class PrinterResourceTest : public ::testing::Test {
 protected:
  PrinterResourceTest() { routes_.add(printers_); }

  ApiAnswer ask(const std::string& method, const std::string& path, const std::string& body = {}) {
    return routes_.answer({.method = method, .target = "/api/v1/" + path, .body = body});
  }

  /// A part of the list, as JSON.
  std::string field(const std::string& member) {
    const auto body = ask("GET", "printers").body;
    EXPECT_THAT(schemaFaults(body, R"({"$ref":"#/components/schemas/PrinterList"})", routes_.schemas()), IsEmpty());
    return std::string(jsonAt(body, "printers." + member));
  }

  EditedFolder folder_;
  FakeTime time_;
  ConfigurationChanges changes_{
      folder_.editor,
      {[](const Configuration&) {}, [] { return std::string(); }, [] { return std::vector<ConfigProblem>(); }},
      time_};
  PrinterResource printers_{{changes_, folder_.editor, [] {
                               StatusReport report;
                               report.sources["mk3"].state = SourceStatus::State::Waiting;
                               report.sources["mk3"].detail = "no route to host";
                               report.sources["orders"].custody = {.held = 3, .settled = 120, .givenBack = 2};
                               report.counters["records"] = {{"source.orders", "kafka", 123}};
                               report.measures["partition_lag"] = {{"source.orders", "kafka", "orders/0", 5},
                                                                   {"source.orders", "kafka", "orders/1", 12}};
                               return report;
                             }}};
  ApiRoutes routes_{};
};

TEST_F(PrinterResourceTest, ListsTheSources) {
  folder_.main("source.mk3.type = octoprint\nsource.mk3.url = http://octopi.local\nsource.mk3.tags = a, b\n");
  folder_.console("source.mk4.type = moonraker\nsource.mk4.name = Big one\nsource.mk4.enabled = false\n");
  EXPECT_EQ(field("0.device"), R"("mk3")");
  EXPECT_EQ(field("0.title"), R"("OctoPrint")");
  EXPECT_EQ(field("0.url"), R"("http://octopi.local")");
  EXPECT_EQ(field("0.tags"), R"(["a","b"])");
  EXPECT_THAT(field("0.problem"), HasSubstr("no route to host"));
  EXPECT_EQ(field("0.owner"), R"("file")");
  EXPECT_EQ(field("1.device"), R"("Big one")");
  EXPECT_EQ(field("1.enabled"), "false");
  EXPECT_EQ(field("1.owner"), R"("console")");
}

TEST_F(PrinterResourceTest, SaysWhatASourceHasInCustody) {
  folder_.main("source.mk3.type = octoprint\n");
  folder_.console("source.orders.type = moonraker\n");
  EXPECT_EQ(field("0.custody"), "null");
  EXPECT_EQ(field("0.counters"), "{}");
  EXPECT_EQ(field("0.measures"), "{}");
  EXPECT_EQ(field("1.custody"), R"({"held":3,"settled":120,"givenBack":2,"movedToOutbox":0})");
  EXPECT_EQ(field("1.counters"), R"({"records":123})");
  EXPECT_EQ(field("1.measures"), R"({"partition_lag":{"sum":17,"most":12,"of":"orders/1"}})");
}

TEST_F(PrinterResourceTest, SavesNameAndTagsAndNothingElse) {
  folder_.console(
      "# mine\nsource.mk3.type = octoprint\nsource.mk3.token = ${system.env.HOME}\nsource.mk3.name = old\n");
  const auto revision = field("0.revision");
  EXPECT_EQ(
      ask("PUT", "printers/mk3", R"({"device": "Big one", "tags": ["room 2", "fast"], "revision": )" + revision + "}")
          .status,
      200);
  EXPECT_EQ(folder_.consoleText(),
            "# mine\nsource.mk3.type = octoprint\nsource.mk3.token = ${system.env.HOME}\nsource.mk3.name = Big one\n"
            "source.mk3.tags = room 2, fast\n");
  EXPECT_EQ(ask("PUT", "printers/mk3", R"({"device": "x", "tags": [], "revision": )" + revision + "}").status, 409);
  EXPECT_EQ(ask("PUT", "printers/mk3", R"({"device": "mk3", "tags": []})").status, 200);
  EXPECT_EQ(folder_.consoleText(), "# mine\nsource.mk3.type = octoprint\nsource.mk3.token = ${system.env.HOME}\n");
}

TEST_F(PrinterResourceTest, SwitchesTakesOverAndRemoves) {
  folder_.main("source.mk3.type = octoprint\n");
  EXPECT_EQ(ask("PUT", "printers/mk3", R"({"device": "x", "tags": []})").status, 409);
  EXPECT_EQ(ask("POST", "printers/mk3/disable").status, 200);
  EXPECT_EQ(field("0.enabled"), "false");
  EXPECT_EQ(ask("POST", "printers/mk3/enable").status, 200);
  EXPECT_EQ(ask("POST", "printers/mk3/take-over").status, 200);
  EXPECT_EQ(field("0.owner"), R"("console")");
  EXPECT_EQ(ask("DELETE", "printers/mk3").status, 200);
  EXPECT_EQ(field("0.owner"), R"("file")");
  EXPECT_EQ(field("0.enabled"), "false");
  EXPECT_EQ(ask("DELETE", "printers/mk4").status, 404);
}

}  // namespace
}  // namespace herald::core
