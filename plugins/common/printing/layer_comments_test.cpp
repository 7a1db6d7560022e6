// SPDX-License-Identifier: Apache-2.0
#include "printing/layer_comments.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace herald::printing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// The layers of a file, as a print that reads it byte by byte meets them.
std::vector<int> layersOf(const std::string& file, std::size_t piece = 7) {
  LayerComments comments;
  for (std::size_t at = 0; at < file.size(); at += piece) comments.feed(std::string_view(file).substr(at, piece));
  EXPECT_EQ(comments.length(), static_cast<std::int64_t>(file.size()));
  std::vector<int> layers;
  for (std::int64_t byte = 0; byte < comments.length(); ++byte)
    if (const auto report = comments.at(byte); report && (layers.empty() || layers.back() != report->layer))
      layers.push_back(report->layer);
  return layers;
}

TEST(LayerComments, KnowEachSlicer) {
  const std::string start = "G28\nG1 Z0.3\nG1 X100 E10 ; purge\nG1 Z2\n";
  struct Row {
    const char* name;
    std::string file;
  };
  for (const Row& row :
       {Row{"Cura", ";LAYER_COUNT:2\n" + start + ";LAYER:1\nG1 X1\n;MESH:a.stl\n;LAYER:2\nG1 X1\n"},
        Row{"Simplify3D", start + "; layer 1, Z = 0.200\nG1 X1\n; layer 2, Z = 0.400\nG1 X1\n; layer end\n"},
        Row{"ideaMaker", start + ";LAYER:1\n;Z:0.2\nG1 X1\n;LAYER:2\n;Z:0.4\n"},
        Row{"PrusaSlicer", start + ";LAYER_CHANGE\n;Z:0.2\n;BEFORE_LAYER_CHANGE\n;0.2\n;AFTER_LAYER_CHANGE\nG1 X1\n"
                                   ";LAYER_CHANGE\n;Z:0.4\n;BEFORE_LAYER_CHANGE\n;0.4\nG1 X1\n"},
        Row{"OrcaSlicer", start + "; total layer number: 2\r\n;LAYER_CHANGE\r\n; layer num/total_layer_count: 1/2\r\n"
                                  "G1 X1\r\n;LAYER_CHANGE\r\n"},
        Row{"Bambu Studio", start + "; CHANGE_LAYER\n; Z_HEIGHT: 0.2\nG1 X1\n; CHANGE_LAYER\n; Z_HEIGHT: 0.4\n"},
        Row{"Slic3r", start + ";BEFORE_LAYER_CHANGE\n;0.2\nG1 X1\n;BEFORE_LAYER_CHANGE\n;0.4\n"},
        Row{"KISSlicer", start + "; BEGIN_LAYER_OBJECT z=0.20\nG1 X1\n; BEGIN_LAYER_OBJECT z=0.40\n"}}) {
    for (const std::size_t piece : {1, 7, 1000}) EXPECT_THAT(layersOf(row.file, piece), ElementsAre(1, 2)) << row.name;
  }
}

TEST(LayerComments, BeginAtTheirByte) {
  const std::string start = "G28\n", file = start + ";LAYER:0\nG1 X1\n;LAYER:1\n";
  LayerComments comments;
  comments.feed(file);
  EXPECT_FALSE(comments.at(3));
  EXPECT_EQ(comments.at(4)->layer, 0);
  EXPECT_EQ(comments.at(18)->layer, 0);
  EXPECT_EQ(comments.at(19)->layer, 1);
  EXPECT_TRUE(comments.at(19)->zeroIsFirst);
}

TEST(LayerComments, SayHowManyThereAre) {
  for (const char* total : {";LAYER_COUNT:42\n", "; total layer number: 42\n"}) {
    LayerComments comments;
    comments.feed(std::string(total) + ";LAYER:0\n");
    EXPECT_EQ(comments.at(1000)->layers, 42) << total;
  }
}

TEST(LayerComments, AreNothingElse) {
  EXPECT_THAT(layersOf(";LAYER:-2\n;LAYER:-1\nG1 ;LAYER:5\n;layer height 0.2\n; layer 0.2\n;LAYER_CHANGED\n"
                       "; layer_gcode = ;LAYER:7\n;LAYER:\n;LAYER:x\n;LAYER:99999999999\n\n;\n"),
              IsEmpty());
  EXPECT_THAT(layersOf(";" + std::string(100'000, 'x') + ";LAYER:3\n" + std::string(1000, ' ') + "\n;LAYER:1"),
              IsEmpty());
}

RC_GTEST_PROP(LayerComments, AreTheSameInAnyPieces, ()) {
  std::string file;
  const auto parts = *rc::gen::container<std::vector<std::string>>(
      rc::gen::oneOf(rc::gen::element<std::string>(";LAYER:1", ";LAYER:2\n", "; layer 3,", ";LAYER_CHANGE", "\n", ";",
                                                   " ", "\r\n", "G1 X1\n"),
                     rc::gen::arbitrary<std::string>()));
  for (const std::string& part : parts) file += part;
  RC_ASSERT(layersOf(file, *rc::gen::inRange<std::size_t>(1, 20)) == layersOf(file, file.size() + 1));
}

}  // namespace
}  // namespace herald::printing
