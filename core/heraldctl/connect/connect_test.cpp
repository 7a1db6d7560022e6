// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/connect/connect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "engine/config/configuration.h"
#include "engine/connect/app_keys.h"
#include "engine/connect/found_service.h"
#include "engine/connect/printer_address.h"
#include "herald/testing/fake_http.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core::ctl {

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string failureOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no failure";
}

HttpResponse asked() {
  return {201,
          {{"Location", "http://inner:5000/plugin/appkeys/request/T0KEN"}},
          R"({"app_token":"T0KEN","auth_dialog":"http://octopi.local/plugin/appkeys/auth/T0KEN"})"};
}

struct Keys {
  std::shared_ptr<test::FakeHttp> network = std::make_shared<test::FakeHttp>();
  test::FakeHttpClient client{network};
  AppKeys keys{client, "http://octopi.local/", Millis(0)};

  Keys() { network->answer(asked()); }
};

TEST(AppKeys, AsksAtTheAddressThatTheUserGaveAndGetsTheKey) {
  Keys it;
  EXPECT_EQ(it.keys.request("Herald"), "http://octopi.local/plugin/appkeys/auth/T0KEN");
  it.network->answer(200, R"({"api_key":"K3Y"})");
  EXPECT_EQ(it.keys.wait(), "K3Y");
  it.network->answer(200, R"({"name":"bob"})");
  EXPECT_EQ(it.keys.userOf("K3Y"), "bob");
  const auto requests = it.network->requests();
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[0].body, R"({"app":"Herald"})");
  EXPECT_EQ(requests[1].url, "http://octopi.local/plugin/appkeys/request/T0KEN");
  EXPECT_EQ(headerValue(requests[2].headers, "X-Api-Key"), "K3Y");
}

TEST(AppKeys, SaysSoWhenTheUserDenies) {
  Keys it;
  it.keys.request("Herald");
  it.network->answer(404);
  EXPECT_THAT(failureOf([&] { it.keys.wait(); }), HasSubstr("denied the request"));
}

const Failure kNoNetwork{Outcome::Verdict::Retry, "octopi.local:80: no route to host"};

TEST(AppKeys, GoesOnWaitingWhileTheNetworkFailsForAMoment) {
  Keys it;
  it.keys.request("Herald");
  for (int i = 0; i < 3; ++i) {
    it.network->fail(kNoNetwork);
    it.network->answer(502);
    it.network->answer(504);
    it.network->answer(HttpResponse{200, {}, R"({"api_key":"K3)", "the answer ended too early"});
    it.network->answer(202);
  }
  it.network->answer(200, R"({"api_key":"K3Y"})");
  EXPECT_EQ(it.keys.wait(), "K3Y");
}

TEST(AppKeys, SaysWhatFailsWhenItGoesOnFailing) {
  Keys it;
  it.keys.request("Herald");
  for (int i = 0; i < 5; ++i) it.network->fail(kNoNetwork);
  EXPECT_THAT(failureOf([&] { it.keys.wait(); }), HasSubstr("no route to host"));
  for (int i = 0; i < 5; ++i) it.network->answer(503);
  EXPECT_THAT(failureOf([&] { it.keys.wait(); }), HasSubstr("with 503"));
  it.network->fail(Failure(Outcome::Verdict::Hold, "the certificate of octopi.local is not valid"));
  EXPECT_THAT(failureOf([&] { it.keys.wait(); }), HasSubstr("certificate"));
  EXPECT_EQ(it.network->requests().size(), 12u);
}

TEST(AppKeys, RefusesAKeyThatDoesNotWorkWithoutShowingIt) {
  Keys it;
  it.keys.request("Herald");
  for (const auto& [status, body] : {std::pair{400, "{}"}, std::pair{200, R"({"needs":{}})"}}) {
    it.network->answer(status, body);
    const std::string failure = failureOf([&] { it.keys.userOf("K3Y"); });
    EXPECT_THAT(failure, HasSubstr("does not accept"));
    EXPECT_THAT(failure, ::testing::Not(HasSubstr("K3Y")));
  }
}

TEST(AppKeys, SaysWhatToCheckWhereThereIsNoOctoPrint) {
  for (const int status : {404, 500, 200}) {
    auto network = std::make_shared<test::FakeHttp>();
    test::FakeHttpClient client{network};
    AppKeys keys{client, "http://octopi.local"};
    network->answer(status);
    EXPECT_THAT(failureOf([&] { keys.request("Herald"); }), HasSubstr("check the URL"));
  }
}

TEST(SourceName, IsTheHosts) {
  const std::vector<std::pair<const char*, const char*>> table{
      {"http://octopi.local", "octopi"},  {"https://mk3:8443/x", "mk3"},   {"http://192.168.1.5:5000", "octoprint"},
      {"http://[::1]/", "octoprint"},     {"octopi.local:5000", "octopi"}, {"192.168.1.5", "octoprint"},
      {"ftp://octopi.local", "octoprint"}};
  for (const auto& [url, name] : table) EXPECT_EQ(sourceNameFor(url), name) << url;
}

/// An OctoPrint beside a folder with a configuration.
class Connect : public ::testing::Test {
 protected:
  std::string connecting(const ConnectRequest& request) {
    return failureOf([&] {
      connect(
          config_, request, [&](const Settings&) { return std::make_unique<test::FakeHttpClient>(network_); }, out_);
    });
  }

  /// The user has clicked Allow; `login` is what the new key's login is answered with.
  void allowed(int status, const std::string& login) {
    network_->answer(asked());
    network_->answer(200, R"({"api_key":"K3Y"})");
    network_->answer(status, login);
  }

  testing::TemporaryFolder folder_;
  std::filesystem::path config_ = folder_.path() / "herald.properties";
  std::shared_ptr<test::FakeHttp> network_ = std::make_shared<test::FakeHttp>();
  std::ostringstream out_;
};

TEST_F(Connect, OverwritesNothingAndBothersNobodyBefore) {
  folder_.write("herald.properties", "source.mk3.type = demo\n");
  folder_.write("secrets/mk4", "K3Y\n");
  EXPECT_THAT(connecting({.url = "http://octopi.local", .name = "mk3"}), HasSubstr("the source mk3 exists"));
  EXPECT_THAT(connecting({.url = "http://octopi.local", .name = "mk4"}), HasSubstr("exists: choose another name"));
  EXPECT_THAT(connecting({.url = "http://octopi.local", .name = "../mk5"}), HasSubstr("is not a name"));
  EXPECT_THAT(connecting({.url = "ftp://octopi.local"}), HasSubstr("`ftp://octopi.local` is not OctoPrint's address"));
  EXPECT_THAT(connecting({.url = ""}), HasSubstr("is not OctoPrint's address"));
  EXPECT_EQ(out_.str(), "");
  EXPECT_TRUE(network_->requests().empty());
}

TEST_F(Connect, WritesWhatTheDaemonReads) {
  folder_.write("herald.properties", "");
  allowed(200, R"({"name":"bob"})");
  EXPECT_EQ(connecting({.url = "http://octopi.local"}), "no failure");
  const Configuration configuration = readConfiguration(config_);
  const Block& source = configuration.sources.at("octopi");
  EXPECT_EQ(source.text("type"), "octoprint");
  EXPECT_EQ(source.text("url"), "http://octopi.local");
  EXPECT_EQ(source.text("apiKey"), "K3Y");
  EXPECT_THAT(out_.str(), HasSubstr("The key works, for the user bob"));
  EXPECT_THAT(out_.str(), ::testing::Not(HasSubstr("K3Y")));
}

TEST_F(Connect, TakesAnAddressAsABrowserShowsIt) {
  folder_.write("herald.properties", "");
  allowed(200, R"({"name":"bob"})");
  EXPECT_EQ(connecting({.url = "http://octopi.local/mk3/?#temp"}), "no failure");
  EXPECT_EQ(network_->requests().front().url, "http://octopi.local/mk3/plugin/appkeys/request");
  EXPECT_EQ(readConfiguration(config_).sources.at("octopi").text("url"), "http://octopi.local/mk3");
}

TEST_F(Connect, TakesAnAddressWithoutASchemeAndAPort) {
  folder_.write("herald.properties", "");
  allowed(200, R"({"name":"bob"})");
  EXPECT_EQ(connecting({.url = "octopi.local/"}), "no failure");
  EXPECT_EQ(network_->requests().front().url, "http://octopi.local/plugin/appkeys/request");
  EXPECT_EQ(readConfiguration(config_).sources.at("octopi").text("url"), "http://octopi.local");
  allowed(200, R"({"name":"bob"})");
  EXPECT_EQ(connecting({.url = "mk4:5000"}), "no failure");
  EXPECT_EQ(readConfiguration(config_).sources.at("mk4").text("url"), "http://mk4:5000");
}

const std::string kServerInfo = R"({"result":{"klippy_state":"ready","moonraker_version":"v0.9.3-1"}})";

TEST_F(Connect, FindsAMoonraker) {
  folder_.write("herald.properties", "");
  network_->answer(404);
  network_->answer(200, kServerInfo);
  EXPECT_EQ(connecting({.url = "http://farm/voron"}), "no failure");
  EXPECT_EQ(network_->requests().back().url, "http://farm/voron/server/info");
  const auto configuration = readConfiguration(config_);
  const Block& source = configuration.sources.at("farm");
  EXPECT_EQ(source.text("type"), "moonraker");
  EXPECT_EQ(source.text("url"), "http://farm/voron");
  EXPECT_FALSE(source.find("apiKey"));
  EXPECT_THAT(out_.str(), HasSubstr("Moonraker v0.9.3-1 answers"));
}

TEST_F(Connect, AsksForTheKeyThatAMoonrakerWants) {
  folder_.write("herald.properties", "");
  network_->answer(404);
  network_->answer(401, R"({"error":{"code":401,"message":"Unauthorized"}})");
  EXPECT_THAT(connecting({.url = "http://farm"}), HasSubstr("--key-file"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "conf.d"));
  network_->answer(404);
  network_->answer(200, kServerInfo);
  const auto key = folder_.write("key", "K3Y\n");
  EXPECT_EQ(connecting({.url = "http://farm", .keyFile = key.string()}), "no failure");
  EXPECT_EQ(headerValue(network_->requests().back().headers, "X-Api-Key"), "K3Y");
  EXPECT_EQ(readConfiguration(config_).sources.at("farm").text("apiKey"), "K3Y");
}

TEST(MqttConnect, IsAPacketOfMqtt311) {
  EXPECT_EQ(mqttConnectPacket({}), std::string("\x10\x0c\0\x04MQTT\x04\x02\0\x1e\0\0", 14));
  EXPECT_EQ(mqttConnectPacket({"u", "pw"}), std::string("\x10\x13\0\x04MQTT\x04\xc2\0\x1e\0\0\0\x01u\0\x02pw", 21));
}

TEST_F(Connect, AsksForThePortIfItIsMissing) {
  const auto hint = HasSubstr("did you mean http://octopi.local:5000?");
  network_->answer(404);
  network_->answer(404);  // nor a Moonraker
  EXPECT_THAT(connecting({.url = "octopi.local"}), AllOf(HasSubstr("with 404"), hint));
  network_->fail(kNoNetwork);
  EXPECT_THAT(connecting({.url = "http://octopi.local"}), AllOf(HasSubstr("no route to host"), hint));
  for (const auto* url : {"octopi.local:5001", "https://octopi.local"}) {
    network_->answer(404);
    network_->answer(404);
    EXPECT_THAT(connecting({.url = url}), ::testing::Not(HasSubstr(":5000"))) << url;
  }
  network_->answer(429);
  EXPECT_THAT(connecting({.url = "octopi.local"}), ::testing::Not(HasSubstr(":5000"))) << "this is an OctoPrint";
}

TEST_F(Connect, KnowsAPrinterThatItHas) {
  folder_.write("herald.properties",
                "source.left.type = octoprint\nsource.left.url = http://Octopi.local/mk3/\n"
                "source.demo.type = demo\n");
  for (const auto* url : {"http://octopi.local:80/mk3", "octopi.local/mk3/#temp"}) {
    EXPECT_THAT(connecting({.url = url, .name = "new"}),
                AllOf(HasSubstr("it is the source left"), HasSubstr("herald.properties:2")))
        << url;
  }
  EXPECT_TRUE(network_->requests().empty());
  network_->answer(404);
  EXPECT_THAT(connecting({.url = "http://octopi.local/mk4", .name = "new"}), HasSubstr("with 404"));
}

TEST_F(Connect, EscapesWhatOctoPrintSays) {
  folder_.write("herald.properties", "");
  allowed(200, R"({"name":"bob\u001b[2J\nroot"})");
  EXPECT_EQ(connecting({.url = "http://octopi.local"}), "no failure");
  EXPECT_THAT(
      out_.str(),
      HasSubstr("for the user bob\\u001B[2J\\nroot. Written beside the configuration, as no Herald runs with it: /"));
}

TEST_F(Connect, WritesNoKeyThatDoesNotWork) {
  allowed(400, R"({"error":"CSRF validation failed"})");
  EXPECT_THAT(connecting({.url = "http://octopi.local"}), HasSubstr("does not accept"));
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(Connect, BothersNobodyWhereItCannotWrite) {
  for (const char* name : {"conf.d", "secrets"}) {
    const std::filesystem::path inTheWay = folder_.write(name, "no folder");
    EXPECT_THAT(connecting({.url = "http://octopi.local"}),
                AllOf(HasSubstr("cannot write into"), HasSubstr(inTheWay.string())));
    std::filesystem::remove(inTheWay);
  }
  EXPECT_EQ(out_.str(), "");
  EXPECT_TRUE(network_->requests().empty());
}

TEST_F(Connect, WritesBothFilesOrNone) {
  allowed(200, R"({"name":"bob"})");
  const auto spoil = [this](const Settings&) {
    folder_.write("conf.d", "no folder");
    return std::make_unique<test::FakeHttpClient>(network_);
  };
  EXPECT_THAT(failureOf([&] { connect(config_, {.url = "http://octopi.local"}, spoil, out_); }), HasSubstr("conf.d"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "secrets" / "octopi"));
}

}  // namespace

}  // namespace herald::core::ctl
