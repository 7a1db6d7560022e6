#include "core/ctl/connect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "core/ctl/app_keys.h"
#include "core/files/temporary_folder.h"
#include "herald/testing/fake_http.h"

namespace herald::core::ctl {

namespace {

using ::testing::HasSubstr;

std::string failureOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no failure";
}

struct Keys {
  std::shared_ptr<test::FakeHttp> network = std::make_shared<test::FakeHttp>();
  test::FakeHttpClient client{network};
  AppKeys keys{client, "http://octopi.local/"};

  Keys() {
    network->answer({201,
                     {{"Location", "http://inner:5000/plugin/appkeys/request/T0KEN"}},
                     R"({"app_token":"T0KEN","auth_dialog":"http://octopi.local/plugin/appkeys/auth/T0KEN"})"});
  }
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
  EXPECT_THAT(failureOf([&] { it.keys.wait(); }), HasSubstr("denied"));
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

TEST(Connect, NamesTheSourceAfterTheHost) {
  const std::vector<std::pair<const char*, const char*>> table{{"http://octopi.local", "octopi"},
                                                               {"https://mk3:8443/x", "mk3"},
                                                               {"http://192.168.1.5:5000", "octoprint"},
                                                               {"http://[::1]/", "octoprint"},
                                                               {"nonsense", "octoprint"}};
  for (const auto& [url, name] : table) EXPECT_EQ(sourceNameFor(url), name) << url;
}

// Port 1 of this machine: nobody is asked, or it would be refused with another text.
TEST(Connect, OverwritesNothingAndBothersNobodyBefore) {
  const TemporaryFolder folder;
  const auto config = folder.path() / "herald.properties";
  std::ofstream(config) << "source.mk3.type = demo\n";
  std::filesystem::create_directory(folder.path() / "secrets");
  std::ofstream(folder.path() / "secrets" / "mk4") << "K3Y\n";
  std::ostringstream out;
  const auto connecting = [&](const std::string& name) {
    return failureOf([&] { connect(config, {.url = "http://127.0.0.1:1", .name = name}, out); });
  };
  EXPECT_THAT(connecting("mk3"), HasSubstr("there is a source mk3 already"));
  EXPECT_THAT(connecting("mk4"), HasSubstr("is there already"));
  EXPECT_THAT(connecting("../mk5"), HasSubstr("is no name"));
  EXPECT_THAT(failureOf([&] { connect(config, {.url = "octopi.local"}, out); }), HasSubstr("OctoPrint's address"));
  EXPECT_EQ(out.str(), "");
}

}  // namespace

}  // namespace herald::core::ctl
