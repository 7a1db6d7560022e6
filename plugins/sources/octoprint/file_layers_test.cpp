// SPDX-License-Identifier: Apache-2.0
#include "file_layers.h"

#include <gmock/gmock.h>

#include "herald/http.h"
#include "herald/testing/fake_feed.h"

namespace herald::octoprint {
namespace {

using namespace std::chrono_literals;

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::int64_t kPiece = 256 * 1024;

/// A file with a layer at each of these bytes.
std::string fileWith(std::initializer_list<std::size_t> layers, std::size_t size) {
  std::string file(size, '\n');
  for (const std::size_t at : layers) file.replace(at, 13, ";LAYER_CHANGE");
  return file;
}

class FileLayersTest : public ::testing::Test {
 protected:
  /// The number of the layer at this position; 0 if it is not known.
  int layerAt(std::int64_t position, const std::string& job = "a.gcode@1") {
    const auto report = layers_.at(job, "b/a 1.gcode", position, feed_.now() + 1s);
    return report ? report->layer : 0;
  }

  std::vector<std::string> ranges() {
    std::vector<std::string> all;
    for (const HttpRequest& request : feed_.host.network().requests())
      all.emplace_back(headerValue(request.headers, "Range"));
    return all;
  }

  test::FakeFeed feed_;
  Settings settings_{httpOptions(), {}};
  RestClient rest_{feed_, settings_, "http://octopi.local", "K3Y"};
  FileLayers layers_{feed_, rest_};
};

TEST_F(FileLayersTest, ReadsAPieceOnlyWhenThePrintComesNear) {
  const std::string file = fileWith({100, 1000, 300'000}, 2 * kPiece + 10);
  feed_.host.network().answer(206, file.substr(0, kPiece));
  EXPECT_EQ(layerAt(50), 0);
  EXPECT_EQ(layerAt(100), 1);
  EXPECT_EQ(layerAt(999), 1);
  EXPECT_EQ(layerAt(5000), 2);
  EXPECT_THAT(ranges(), ElementsAre("bytes=0-262143"));
  EXPECT_EQ(feed_.host.network().requests().front().url, "http://octopi.local/downloads/files/local/b/a%201.gcode");
  feed_.host.network().answer(206, file.substr(kPiece, kPiece));
  EXPECT_EQ(layerAt(200'000), 2);
  EXPECT_EQ(layerAt(300'000), 3);
  feed_.host.network().answer(206, file.substr(2 * kPiece));
  EXPECT_EQ(layerAt(2 * kPiece), 3);
  EXPECT_EQ(layerAt(2 * kPiece + 10), 3);
  EXPECT_THAT(ranges(), ElementsAre("bytes=0-262143", "bytes=262144-524287", "bytes=524288-786431"));
}

TEST_F(FileLayersTest, ReadsToThePositionOfAPrintThatRunsAlready) {
  const std::string file = fileWith({100, 300'000}, 2 * kPiece);
  feed_.host.network().answer(206, file.substr(0, kPiece));
  EXPECT_EQ(layerAt(400'000), 0) << "the layers before are not counted yet";
  feed_.host.network().answer(206, file.substr(kPiece));
  EXPECT_EQ(layerAt(400'001), 2);
  feed_.host.network().answer(416);
  EXPECT_EQ(layerAt(500'000), 2) << "the end of the file";
  EXPECT_EQ(layerAt(2 * kPiece), 2);
  EXPECT_THAT(ranges(), SizeIs(3));
}

TEST_F(FileLayersTest, BeginsAnewWithEachPrint) {
  feed_.host.network().answer(206, fileWith({1, 20}, 100));
  EXPECT_EQ(layerAt(50), 2);
  feed_.host.network().answer(206, fileWith({40}, 100));
  EXPECT_EQ(layerAt(50, "a.gcode@2"), 1);
}

TEST_F(FileLayersTest, KnowsTheBeginningOfAFileThatComesWhole) {
  feed_.host.network().answer(200, fileWith({100, 5'000'000}, 6'000'000).substr(0, std::size_t{4} << 20));
  EXPECT_EQ(layerAt(1000), 1);
  EXPECT_EQ(layerAt(4'000'000), 1);
  EXPECT_EQ(layerAt(5'500'000), 0);
  EXPECT_THAT(ranges(), SizeIs(1)) << "OctoPrint 2.0 would send it again from its beginning";
  feed_.host.network().answer(200, fileWith({100}, 200));
  EXPECT_EQ(layerAt(150, "small"), 1);
  EXPECT_EQ(layerAt(200, "small"), 1);
}

TEST_F(FileLayersTest, LeavesAnOctoPrintThatRefusesAlone) {
  for (const int status : {403, 404, 500, 302}) {
    const std::string job = std::to_string(status);
    feed_.host.network().answer(status, "<html>;LAYER_CHANGE\n");
    EXPECT_EQ(layerAt(50, job), 0) << status;
    EXPECT_EQ(layerAt(60, job), 0) << status;
  }
  EXPECT_THAT(ranges(), SizeIs(4));
}

TEST_F(FileLayersTest, AsksAnOctoPrintThatDoesNotAnswerAgainAfterAWhile) {
  feed_.host.network().fail({Outcome::Verdict::Retry, "no answer"});
  EXPECT_EQ(layerAt(50), 0);
  EXPECT_EQ(layerAt(51), 0);
  EXPECT_THAT(ranges(), SizeIs(1));
  feed_.host.advance(30s);
  feed_.host.network().answer(206, fileWith({1}, 100));
  EXPECT_EQ(layerAt(52), 1);
}

}  // namespace
}  // namespace herald::octoprint
