// SPDX-License-Identifier: Apache-2.0
#include "printing/layers.h"

#include "printing/json_values.h"

namespace herald::printing {
namespace {

constexpr int kMost = 99'999;
constexpr int kLastFrom = static_cast<int>(LayerReport::From::File);

/// A whole number from 0 to `most`.
std::optional<int> wholeAt(std::string_view json, std::string_view name, int most) {
  const std::optional<double> value = number(jsonAt(json, name));
  return value && *value >= 0 && *value <= most ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

}  // namespace

Layers Layers::ofRunningPrint() {
  Layers layers;
  layers.joined_ = true;
  return layers;
}

std::optional<Layers::News> Layers::reach(const LayerReport& report) {
  if (report.layer < 0 || report.layer > kMost || (report.layer == 0 && !report.zeroIsFirst)) return std::nullopt;
  if (from_ && *from_ != report.from) return std::nullopt;
  if (!from_) fromZero_ = report.layer == 0;
  from_ = report.from;
  const int layer = report.layer + (fromZero_ ? 1 : 0);
  if (layer <= layer_) return std::nullopt;
  const bool unknownFirst = joined_ && layer_ == 0;
  const bool firstDone = layer > 1 && !firstDone_ && !unknownFirst;
  firstDone_ = firstDone_ || layer > 1;
  layer_ = layer;
  News news{layer, report.layers, firstDone};
  if (news.layers && fromZero_ && report.layersIsLast) ++*news.layers;
  if (news.layers && (*news.layers < layer || *news.layers > kMost)) news.layers.reset();
  return news;
}

std::string Layers::text() const {
  JsonObject object;
  object.add("layer", layer_).add("fromZero", fromZero_).add("firstDone", firstDone_).add("joined", joined_);
  if (from_) object.add("from", static_cast<int>(*from_));
  return object.text();
}

Layers Layers::parse(std::string_view text) {
  Layers layers;
  layers.layer_ = wholeAt(text, "layer", kMost + 1).value_or(0);
  if (const auto from = wholeAt(text, "from", kLastFrom)) layers.from_ = static_cast<LayerReport::From>(*from);
  layers.fromZero_ = isTrue(jsonAt(text, "fromZero"));
  layers.firstDone_ = isTrue(jsonAt(text, "firstDone"));
  layers.joined_ = isTrue(jsonAt(text, "joined"));
  return layers;
}

JsonObject layerPayload(const Layers::News& news, std::string_view job) {
  JsonObject payload;
  payload.add("layer", news.layer).addRaw("layers", news.layers ? std::to_string(*news.layers) : "null");
  for (const char* name : {"name", "path", "origin"}) payload.addRaw(name, jsonAt(job, name));
  return payload;
}

}  // namespace herald::printing
