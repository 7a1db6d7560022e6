// SPDX-License-Identifier: Apache-2.0
// Every operation of the API of a running heraldd answers as its OpenAPI document says.
#include <Poco/String.h>

#include <algorithm>
#include <array>

#include "browser.h"
#include "harness/daemon_fixture.h"
#include "harness/ports.h"
#include "herald/json.h"
#include "heraldd/api/operations/json_schema.h"

namespace herald::testing {
namespace {

constexpr const char* kProblem = "application/problem+json";

class Api : public DaemonTest {
 protected:
  /// An operation as the document has it.
  struct Described {
    std::string method{};
    std::string path{};  ///< with its parts in braces
    std::string text{};  ///< the JSON of it
  };

  Api() : browser_(port_) {
    start("admin.listen = 127.0.0.1:" + std::to_string(port_) + "\n" + demo() + webhook("phone", receiver_.url()) +
          webhook("broken", refuser_.url()) + "sink.phone.apiSecret = s3cret-of-the-phone\n");
    EXPECT_EQ(browser_.logIn("link", linkIn(ctl({"console"}).output)), 204);
    receiver_.waitForBody("Print Done");
    daemon_->waitForLine("(400)");
    document_ = browser_.get("api/v1/openapi.json").body;
    for (const auto& [name, schema] : jsonMembers(jsonAt(document_, "components.schemas"))) schemas_[name] = schema;
  }

  std::vector<Described> operations() const {
    std::vector<Described> all;
    for (const auto& [path, methods] : jsonMembers(jsonAt(document_, "paths"))) {
      for (const auto& [method, text] : jsonMembers(methods)) all.push_back({method, path, std::string(text)});
    }
    return all;
  }

  /// The path with true names in the place of its parts.
  std::string targetOf(const std::string& path) {
    std::string target = path.substr(1);
    const auto put = [&](const std::string& part, const std::string& value) {
      if (const auto at = target.find(part); at != target.npos) target.replace(at, part.size(), value);
    };
    put("printers/{name}", "printers/mk3");
    put("sources/{name}", "sources/mk3");
    put("{name}", "phone");
    if (target.find("deliveries/{id}") != target.npos) put("{id}", delivery());
    put("{id}", "1");
    return target;
  }

  std::string delivery() {
    const auto list = browser_.get("api/v1/deliveries").body;
    std::string encoded;
    for (const char c : jsonToText(jsonAt(list, "deliveries.0.id"))) encoded += c == ':' ? "%3A" : std::string(1, c);
    return encoded;
  }

  /// What is wrong with the answer by the document.
  std::string faultOf(const Described& operation, const Browser::Answer& answer) const {
    const auto type = answer.head.getContentType();
    for (const auto& [status, response] : jsonMembers(jsonAt(operation.text, "responses"))) {
      if (status != std::to_string(answer.status)) continue;
      if (answer.status == 204) return answer.body.empty() ? "" : "a body with 204";
      for (const auto& [declared, content] : jsonMembers(jsonAt(response, "content"))) {
        if (!type.starts_with(declared)) return "the type " + type + " in place of " + declared;
        return declared == "application/json" ? faultsIn(answer.body, jsonAt(content, "schema")) : "";
      }
    }
    if (answer.status >= 500 || answer.status < 400) return "the status " + std::to_string(answer.status);
    if (type != kProblem) return "the type " + type + " of a problem";
    return faultsIn(answer.body, R"({"$ref":"#/components/schemas/ApiProblem"})");
  }

  std::string faultsIn(const std::string& body, std::string_view schema) const {
    std::string text;
    for (const auto& fault : core::schemaFaults(body, schema, schemas_)) text += fault.at + ": " + fault.detail + "\n";
    return text.empty() ? text : text + body.substr(0, 2000);
  }

  static bool isStream(const Described& operation) {
    return operation.text.find("text/event-stream") != std::string::npos;
  }

  const int port_ = freePort();
  Browser browser_;
  Receiver refuser_{[](const Received&) { return Reply(400, "<script>no</script>"); }};
  std::string document_{};
  core::Resource::Schemas schemas_{};
};

TEST_F(Api, EveryReadAnswersAsTheDocumentSays) {
  int reads = 0;
  for (const auto& operation : operations()) {
    if (operation.method != "get" || isStream(operation)) continue;
    ++reads;
    const auto target = targetOf(operation.path);
    const auto answer = browser_.get(target);
    EXPECT_EQ(faultOf(operation, answer), "") << target;
    if (operation.path.find('{') == std::string::npos) {
      EXPECT_EQ(answer.status, 200) << target << answer.body;
    }
    EXPECT_EQ(answer.body.find("s3cret-of-the-phone"), std::string::npos) << target;
    EXPECT_NE(answer.head.getContentType(), "text/html") << target;
    EXPECT_EQ(answer.head.get("X-Content-Type-Options", ""), "nosniff") << target;
    EXPECT_EQ(Browser(port_).get(target).status, 401) << target << " without a session";
    const auto strange = browser_.get(target + "?nothing=1");
    EXPECT_EQ(strange.status, 400) << target;
  }
  EXPECT_GT(reads, 10);
}

// What takes a form makes a plan, and what answers with a save writes the configuration.
TEST_F(Api, WhatCostsWorkIsBounded) {
  int bounded = 0;
  for (const auto& operation : operations()) {
    bool costs = false;
    for (const auto* schema : {"Form", "HookTrial", "HookTest", "Saved"})
      costs = costs || operation.text.find("schemas/" + std::string(schema) + "\"") != std::string::npos;
    const bool isBounded = jsonAt(operation.text, "responses.429") != "";
    EXPECT_TRUE(isBounded || !costs) << operation.method << " " << operation.path << " has no `work`";
    bounded += isBounded ? 1 : 0;
  }
  EXPECT_GT(bounded, 10);
}

TEST_F(Api, EveryChangeAnswersAsTheDocumentSays) {
  for (const auto& operation : operations()) {
    if (operation.method == "get" || operation.path.ends_with("/session")) continue;
    const auto method = Poco::toUpper(operation.method);
    const auto nowhere = operation.path.substr(1);
    for (const auto& target : {nowhere, targetOf(operation.path)}) {
      const bool hasBody = jsonAt(operation.text, "requestBody") != "";
      const std::vector<std::string> bodies =
          hasBody ? std::vector<std::string>{"{}", "[]", "{", "", R"({"name":7,"values":[]})"}
                  : std::vector<std::string>{""};
      for (const auto& body : bodies) {
        const auto answer = browser_.ask(method, target, body);
        EXPECT_EQ(faultOf(operation, answer), "") << method << " " << target << " " << body << "\n" << answer.body;
      }
    }
    const auto unasked = browser_.ask(method, nowhere, "", {{"Herald-Change", "0"}});
    EXPECT_EQ(unasked.status, 403) << method << " " << nowhere << ": no form may do it";
  }
}

/// What a person does on the pages.
TEST_F(Api, WhatThePagesSendAnswersAsTheDocumentSays) {
  const std::string form = R"({"name":"phone","original":"phone","values":{"type":"webhook","url":")" +
                           receiver_.url() +
                           R"(","apiSecret":{"stored":true},"data":"{\"a\": \"@topic"},"event":{"type":"PrintDone"}})";
  const std::vector<std::array<std::string, 3>> requests{
      {"POST", "/api/v1/hooks/check", form},
      {"POST", "/api/v1/hooks/preview", form},
      {"POST", "/api/v1/hooks/send-test", Poco::replace(form, std::string("@topic"), std::string("@topic\\\"}"))},
      {"POST", "/api/v1/hooks/diff", form},
      {"POST", "/api/v1/dead/replay", R"({"select":{"sink":"broken"},"as":"was"})"},
      {"POST", "/api/v1/dead/purge", R"({"select":{"sink":"broken"}})"},
  };
  for (const auto& [method, path, body] : requests) {
    const auto answer = browser_.ask(method, path.substr(1), body);
    EXPECT_LT(answer.status, 300) << path << answer.body;
    const auto all = operations();
    const auto described = std::find_if(all.begin(), all.end(), [&, wanted = path](const auto& one) {
      return one.path == wanted && one.method == "post";
    });
    ASSERT_NE(described, all.end()) << path;
    EXPECT_EQ(faultOf(*described, answer), "") << path << answer.body;
    EXPECT_EQ(answer.body.find("s3cret-of-the-phone"), std::string::npos) << path;
  }
}

}  // namespace
}  // namespace herald::testing
