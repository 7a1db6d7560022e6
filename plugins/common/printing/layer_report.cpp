// SPDX-License-Identifier: Apache-2.0
#include "printing/layer_report.h"

#include <Poco/Ascii.h>

#include <algorithm>
#include <charconv>

namespace herald::printing {
namespace {

void skip(std::string_view& text, std::string_view chars) {
  text.remove_prefix(std::min(text.find_first_not_of(chars), text.size()));
}

/// A whole number at the start of `text`, which it removes. A decimal number is none, and neither is `2mm`.
std::optional<int> cutWhole(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  const std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  const bool decimal = rest.size() > 1 && rest[0] == '.' && Poco::Ascii::isDigit(rest[1]);
  if (decimal || (!rest.empty() && Poco::Ascii::isAlpha(rest[0]))) return std::nullopt;
  text = rest;
  return number;
}

bool startsWith(std::string_view text, std::string_view lowerCase) {
  return text.size() >= lowerCase.size() &&
         std::equal(lowerCase.begin(), lowerCase.end(), text.begin(),
                    [](char a, char b) { return a == Poco::Ascii::toLower(static_cast<unsigned char>(b)); });
}

/// What follows the number of the layer: `/100`, ` of 100`.
std::optional<int> cutLayers(std::string_view text) {
  skip(text, " ");
  if (startsWith(text, "of "))
    text.remove_prefix(3);
  else if (text.starts_with('/'))
    text.remove_prefix(1);
  else
    return std::nullopt;
  skip(text, " ");
  return cutWhole(text);
}

std::optional<LayerReport> numbersIn(std::string_view text, bool bothNeeded) {
  const std::optional<int> layer = cutWhole(text);
  if (!layer) return std::nullopt;
  const std::optional<int> layers = cutLayers(text);
  if (bothNeeded && !layers) return std::nullopt;
  return LayerReport{.from = LayerReport::From::Display, .layer = *layer, .layers = layers};
}

/// The last `layer`, or `L` with both numbers; a file's name may have one before it.
std::optional<LayerReport> named(std::string_view text) {
  for (std::size_t at = text.size(); at-- > 0;) {
    if (text[at] != 'L' && text[at] != 'l') continue;
    std::string_view rest = text.substr(at);
    const bool word = startsWith(rest, "layer");
    if (!word && at > 0 && Poco::Ascii::isAlphaNumeric(static_cast<unsigned char>(text[at - 1]))) continue;
    rest.remove_prefix(word ? 5 : 1);
    if (word && startsWith(rest, " left ")) rest.remove_prefix(5);
    skip(rest, " :=#");
    auto report = numbersIn(rest, !word);
    if (!report) continue;
    report->layersIsLast = !word;  // the plugin DisplayLayerProgress writes `L=`
    return report;
  }
  return std::nullopt;
}

/// `3/100 | ET 1h4m`, as Cura's script and those after it write.
std::optional<LayerReport> leading(std::string_view text) {
  return text.find(" | ") == std::string_view::npos ? std::nullopt : numbersIn(text, true);
}

std::optional<int> parameter(std::string_view command, std::string_view name) {
  const std::size_t at = command.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = command.substr(at + name.size());
  return cutWhole(rest);
}

}  // namespace

std::optional<LayerReport> layerOnDisplay(std::string_view text) {
  std::optional<LayerReport> report = named(text);
  if (!report) report = leading(text);
  if (report) report->zeroIsFirst = true;
  return report;
}

std::optional<LayerReport> layerInNotice(std::string_view text) {
  std::optional<LayerReport> report = layerOnDisplay(text);
  if (!report) return std::nullopt;
  report->from = LayerReport::From::Notice;
  report->zeroIsFirst = false;  // a bridge repeats `Layer Left 0/940` while no layer has begun
  return report;
}

std::optional<LayerReport> layerInCommand(std::string_view command) {
  if (!command.starts_with("SET_PRINT_STATS_INFO")) return std::nullopt;
  const std::optional<int> layer = parameter(command, " CURRENT_LAYER=");
  if (!layer) return std::nullopt;
  return LayerReport{
      .from = LayerReport::From::Command, .layer = *layer, .layers = parameter(command, " TOTAL_LAYER=")};
}

}  // namespace herald::printing
