// SPDX-License-Identifier: Apache-2.0
#include "printing/layers.h"

#include <gmock/gmock.h>

#include <vector>

namespace herald::printing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kDisplay = LayerReport::From::Display;

LayerReport fromZero(int layer, std::optional<int> layers = {}) {
  return {.from = kDisplay, .layer = layer, .layers = layers, .zeroIsFirst = true};
}

/// The layers that are news: "1", "first 2", "3/100".
std::vector<std::string> news(Layers& layers, const std::vector<LayerReport>& reports) {
  std::vector<std::string> all;
  for (const LayerReport& report : reports) {
    const auto reached = layers.reach(report);
    if (!reached) continue;
    all.push_back((reached->firstDone ? "first " : "") + std::to_string(reached->layer) +
                  (reached->layers ? "/" + std::to_string(*reached->layers) : ""));
  }
  return all;
}

TEST(Layers, AreEachNewsOnce) {
  Layers layers;
  EXPECT_THAT(news(layers, {fromZero(1), fromZero(1), fromZero(2), fromZero(1), fromZero(2), fromZero(5)}),
              ElementsAre("1", "first 2", "5"));
}

TEST(Layers, CountFrom1AlsoIfThePrinterCountsFrom0) {
  Layers layers;
  EXPECT_THAT(news(layers, {fromZero(0, 100), fromZero(1, 100), fromZero(99, 99)}),
              ElementsAre("1/100", "first 2/100", "100"));
  Layers plugin;
  LayerReport last = fromZero(0, 99);
  last.layersIsLast = true;
  EXPECT_THAT(news(plugin, {last}), ElementsAre("1/100"));
  last.layer = 3;
  Layers fromOne;
  EXPECT_THAT(news(fromOne, {last}), ElementsAre("first 3/99"));
}

TEST(Layers, HaveNoneBeforeTheFirst) {
  Layers layers;
  const LayerReport none{.from = LayerReport::From::Notice, .layer = 0, .layers = 940};
  LayerReport first = none;
  first.layer = 1;
  EXPECT_THAT(news(layers, {none, none, first}), ElementsAre("1/940"));
}

TEST(Layers, AreCountedByTheFirstWhoReportsOne) {
  Layers layers;
  LayerReport other{.from = LayerReport::From::Command, .layer = 1};
  EXPECT_THAT(news(layers, {fromZero(0), other, fromZero(1)}), ElementsAre("1", "first 2"));
  other.layer = 7;
  EXPECT_THAT(news(layers, {other}), IsEmpty());
}

TEST(Layers, OfARunningPrintHaveNoFirstOneUnlessItIsSeen) {
  Layers later = Layers::ofRunningPrint();
  EXPECT_THAT(news(later, {fromZero(57), fromZero(58)}), ElementsAre("57", "58"));
  Layers first = Layers::ofRunningPrint();
  EXPECT_THAT(news(first, {fromZero(1), fromZero(2)}), ElementsAre("1", "first 2"));
}

TEST(Layers, GoOnAfterARestart) {
  Layers layers;
  news(layers, {fromZero(0)});
  Layers next = Layers::parse(layers.text());
  EXPECT_THAT(news(next, {fromZero(0), fromZero(1)}), ElementsAre("first 2"));
  Layers last = Layers::parse(next.text());
  EXPECT_THAT(news(last, {fromZero(1), {.from = LayerReport::From::Plugin, .layer = 9}, fromZero(2)}),
              ElementsAre("3"));
  Layers joined = Layers::parse(Layers::ofRunningPrint().text());
  EXPECT_THAT(news(joined, {fromZero(9)}), ElementsAre("9"));
}

TEST(Layers, IgnoreNumbersThatAreNoLayers) {
  Layers layers = Layers::parse(R"({"layer":-3,"from":77,"fromZero":1})");
  EXPECT_THAT(news(layers, {fromZero(-1), fromZero(2'000'000'000), fromZero(1, 2'000'000'000)}), ElementsAre("1"));
}

}  // namespace
}  // namespace herald::printing
