// SPDX-License-Identifier: Apache-2.0
#include "http_source.h"

#include <Poco/Net/ServerSocket.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "herald/testing/contract.h"
#include "herald/testing/temporary_folder.h"
#include "testing/running_source.h"

namespace herald::http_source {
namespace {

HERALD_PLUGIN_CONTRACT(HttpSource, {{"listen", "127.0.0.1:0"}})

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string refusal(Settings::Values values) {
  HttpSource source;
  test::FakeFeed feed;
  try {
    source.configure(test::settingsFor(source, std::move(values)), feed);
  } catch (const BadSettings& bad) {
    return bad.problems().front().option + " " + bad.problems().front().why;
  }
  return "";
}

TEST(HttpSource, ChecksItsOptions) {
  struct Case {
    Settings::Values values;
    const char* says;
  };
  const std::vector<Case> table{
      {{{"listen", "8585"}}, "listen must be an IP address and a port"},
      {{{"listen", "printer.local:8585"}}, "listen must be an IP address and a port"},
      {{{"listen", "127.0.0.1:65536"}}, "listen must be an IP address and a port"},
      {{{"listen", "127.0.0.1:"}}, "listen must be an IP address and a port"},
      {{{"listen", "0.0.0.0:8585"}}, "listen lets other machines in: set `token`"},
      {{{"listen", "[::]:8585"}}, "listen lets other machines in: set `token`"},
      {{{"listen", "192.168.1.5:8585"}}, "listen lets other machines in: set `token`"},
      {{{"path", "events"}}, "path must begin with a slash"},
      {{{"mostBytes", "0"}}, "mostBytes has to be from 1 to 64 MiB"},
      {{{"mostBytes", "100000000"}}, "mostBytes has to be from 1 to 64 MiB"},
      {{{"timeout", "10ms"}}, "timeout has to be from 100ms to 10m"},
      {{{"tls.key", "key.pem"}}, "tls.certificate is missing"},
  };
  for (const auto& [values, says] : table) EXPECT_THAT(refusal(values), StartsWith(says));
  for (const char* listen : {"127.0.0.1:0", "localhost:8585", "[::1]:8585"})
    EXPECT_EQ(refusal({{"listen", listen}}), "");
  EXPECT_EQ(refusal({{"listen", "0.0.0.0:8585"}, {"token", "s3cret"}}), "");
}

TEST(HttpSource, RefusesAPipeRatherThanWaitingForIt) {
  const testing::TemporaryFolder folder;
  const std::string pipe = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  HttpSource source;
  ServingFeed feed;
  source.configure(test::settingsFor(source, {{"listen", "127.0.0.1:0"}, {"tls.certificate", pipe}}), feed);
  try {
    source.run(feed);
    ADD_FAILURE() << "listens with a pipe for a certificate";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.verdict(), Outcome::Verdict::Hold);
    EXPECT_EQ(failure.what(), "tls.certificate names `" + pipe + "`, which is a named pipe: name a PEM file");
  }
}

TEST(HttpSource, SaysWhereItListens) {
  ServingFeed feed;
  const RunningSource running(feed, {{"path", "/in"}});
  EXPECT_NE(running.address().port(), 0);
  EXPECT_THAT(feed.connections(), ElementsAre("requests at http://" + running.address().toString() + "/in"));
}

TEST(HttpSource, ServesIPv6) {
  ServingFeed feed;
  const RunningSource running(feed, {{"listen", "[::1]:0"}});
  EXPECT_THAT(running.answerTo(post(R"({"type":"A"})")), StartsWith("HTTP/1.1 202 "));
}

TEST(HttpSource, RetriesIfThePortIsInUse) {
  Poco::Net::ServerSocket other;
  other.bind(Poco::Net::SocketAddress("127.0.0.1", 0), true, true);  // willing to share it
  other.listen();
  const auto address = other.address().toString();
  HttpSource source;
  ServingFeed feed;
  source.configure(test::settingsFor(source, {{"listen", address}}), feed);
  try {
    source.run(feed);
    ADD_FAILURE() << "two programs listen at one port";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.verdict(), Outcome::Verdict::Retry);
    EXPECT_THAT(failure.what(), AllOf(HasSubstr("cannot listen at " + address), HasSubstr("change `listen`")));
  }
}

TEST(HttpSource, HoldsIfTheCertificateCannotBeRead) {
  HttpSource source;
  ServingFeed feed;
  source.configure(test::settingsFor(source, {{"listen", "127.0.0.1:0"}, {"tls.certificate", "/nowhere.pem"}}), feed);
  try {
    source.run(feed);
    ADD_FAILURE() << "listens without its certificate";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.verdict(), Outcome::Verdict::Hold);
    EXPECT_THAT(failure.what(), HasSubstr("tls.certificate names `/nowhere.pem`, which does not exist: create it"));
  }
}

TEST(HttpSource, RemembersAcceptedIdsAfterARestart) {
  ServingFeed first;
  const auto request = post(R"([{"type":"A","id":"7"},{"type":"B"}])");
  {
    const RunningSource running(first);
    EXPECT_THAT(running.answerTo(request), StartsWith("HTTP/1.1 202 "));
  }
  ServingFeed second;
  for (const auto& [key, value] : first.host.state()) second.save(key, value);
  const RunningSource running(second);
  EXPECT_THAT(running.answerTo(request), StartsWith("HTTP/1.1 202 "));
  ASSERT_EQ(second.events().size(), 1u) << "only the one without an id";
  EXPECT_EQ(second.events()[0].type, "B");
}

}  // namespace
}  // namespace herald::http_source
