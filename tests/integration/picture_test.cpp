// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "harness/daemon_fixture.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kStart = "\xFF\xD8\xFF";

/// The camera is that of the source `demo`, which draws its printer.
class Pictures : public DaemonTest {
 protected:
  static std::string phone(const std::string& url, const std::string& more = {}) {
    return webhook("phone", url) +
           "sink.phone.events = PrintDone\nsink.phone.data = {\"t\": \"@topic\", \"p\": " + "\"@snapshot\"}\n" + more;
  }

  /// The only picture that Herald keeps.
  std::string keptPicture() {
    const auto folder = folder_.path() / "data" / "snapshots";
    std::vector<std::filesystem::path> files(std::filesystem::directory_iterator(folder), {});
    if (files.size() != 1) return "";
    std::ifstream file(files.front(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

TEST_F(Pictures, AMessageHasThePictureOfItsEvent) {
  start(demo() + phone(receiver_.url()));
  const auto body = receiver_.waitForBody("Print Done").body;
  EXPECT_THAT(body, AllOf(HasSubstr("snapshot.jpg"), HasSubstr(kStart)));
  EXPECT_THAT(ctl({"status"}).output, ContainsRegex("\ncameras\n +mk3 +[0-9]+ pictures?\n"));
}

TEST_F(Pictures, ASinkGoesWithoutIfItsUserSaysSo) {
  start(demo() + phone(receiver_.url(), "sink.phone.snapshot = false\n"));
  const auto body = receiver_.waitForBody("Print Done").body;
  EXPECT_THAT(body, Not(HasSubstr(kStart)));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "data" / "snapshots"));
}

TEST_F(Pictures, ArriveAfterARestart) {
  std::atomic<bool> works = false;
  Receiver moody([&](const Received&) { return works ? 200 : 503; });
  start(demo() + phone(moody.url(), "sink.phone.retry.most = 1s\n"));
  moody.waitForBody("Print Done");
  const auto picture = keptPicture();
  EXPECT_THAT(picture, HasSubstr(kStart));
  const auto listed = ctl({"queue", "show", "phone"}).output;
  const auto sequence =
      listed.substr(listed.find('\n') + 1, listed.find(' ', listed.find('\n')) - listed.find('\n') - 1);
  const auto shown = ctl({"queue", "show", "phone", sequence}).output;
  EXPECT_EQ(jsonAt(shown, "snapshot.bytes"), std::to_string(picture.size())) << listed << shown;
  EXPECT_THAT(shown, ContainsRegex("\"sha256\": *\"[0-9a-f]{64}\""));

  EXPECT_EQ(stop(), 0);
  works = true;
  const auto before = moody.received().size();
  start(phone(moody.url(), "sink.phone.retry.most = 1s\n"));
  EXPECT_THAT(moody.waitFor(before + 1).back().body, HasSubstr(picture));
}

TEST_F(Pictures, TheTextArrivesWhereThePictureIsTooLarge) {
  Receiver small([](const Received& request) {
    return request.body.find("snapshot.jpg") == std::string::npos ? Reply(200) : Reply(413);
  });
  auto& daemon = start(demo() + phone(small.url()));
  const auto requests = small.waitFor(2);
  EXPECT_THAT(requests[0].body, HasSubstr(kStart));
  EXPECT_THAT(requests[1].body, AllOf(HasSubstr("Print Done"), Not(HasSubstr(kStart))));
  EXPECT_EQ(requests[0].headers.at("webhook-id"), requests[1].headers.at("webhook-id"));
  EXPECT_THAT(daemon.waitForLine("without its picture"), AllOf(HasSubstr("phone"), HasSubstr("(413)")));
  EXPECT_THAT(ctl({"status"}).output, Not(HasSubstr("dead")));
}

TEST_F(Pictures, ATestSendsOneToo) {
  start(demo() + phone(receiver_.url()));
  daemon_->waitForLine("nothing more to report");
  const auto before = receiver_.received().size();
  EXPECT_THAT(ctl({"test", "phone"}).output, HasSubstr("delivered"));
  EXPECT_THAT(receiver_.waitFor(before + 1).back().body, HasSubstr(kStart));
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(ctl({"test", "phone"}).output, HasSubstr("delivered")) << "without a daemon it is a drawing";
  EXPECT_THAT(receiver_.waitFor(before + 2).back().body, HasSubstr(kStart));
}

TEST_F(Pictures, CheckKnowsThatNobodyHasACamera) {
  const std::string http = "source.door.type = http\nsource.door.listen = 127.0.0.1:0\nsource.door.token = t0ken\n";
  configure(http + phone(receiver_.url()));
  EXPECT_THAT(ctl({"check"}).output, HasSubstr("sink.phone.data: shows a picture, but no source has a camera"));
  configure(http + demo() + phone(receiver_.url()));
  EXPECT_THAT(ctl({"check"}).output, Not(HasSubstr("camera")));
  configure(http + phone(receiver_.url(), "sink.phone.snapshot = false\n"));
  EXPECT_THAT(ctl({"check"}).output, Not(HasSubstr("camera")));
}

}  // namespace
}  // namespace herald::testing
