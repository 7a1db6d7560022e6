// SPDX-License-Identifier: Apache-2.0
// Templates and JSON of any bytes: no read is out of bounds, and the results are as the headers promise.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "herald/json.h"
#include "herald/template.h"
#include "herald/testing/require.h"

namespace {

using namespace herald;

using herald::testing::require;

bool isWithin(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void readJson(std::string_view json, std::string_view path) {
  const bool valid = jsonError(json).empty();
  const auto found = jsonAt(json, path);
  require(isWithin(found, json));
  require(!valid || found.empty() || jsonError(found).empty());
  for (const auto& [key, raw] : jsonMembers(json)) {
    require(isWithin(raw, json) && (!valid || jsonError(raw).empty()));
    require(!valid || key.empty() || key.find('.') != key.npos || !jsonAt(json, key).empty());
  }
  for (const auto raw : jsonElements(json)) require(isWithin(raw, json) && (!valid || jsonError(raw).empty()));
  require(!valid || jsonError(jsonPretty(json)).empty());
  require(!valid || isJsonObject(jsonWith(json, path, json)));
  require(jsonError(jsonQuote(json)).empty());
  require(jsonQuote(jsonToText(jsonQuote(json))) == jsonQuote(json));
}

void render(std::string_view text, Place place, std::string_view value) {
  try {
    const Template compiled(text, place);
    const auto rendered = compiled.render([&](std::string_view path) {
      require(compiled.uses(path));
      return path.size() % 2 == 0 ? value : std::string_view();
    });
    if (place == Place::Json) require(jsonError(rendered).empty());
    if (place == Place::Header) require(rendered.find_first_of("\r\n") == rendered.npos);
    if (place == Place::Url) require(rendered.find_first_of(" \r\n") == rendered.npos);
  } catch (const BadTemplate& error) {
    require(!std::string_view(error.what()).empty());
  }
}

}  // namespace

// The text before the first NUL is a template and a path, the rest is JSON or the text of a value.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto middle = std::min(input.find('\0'), input.size());
  const auto text = input.substr(0, middle);
  const auto json = input.substr(std::min(middle + 1, input.size()));
  readJson(json, text);
  const auto value = jsonError(json).empty() && !json.empty() ? std::string(json) : jsonQuote(json);
  for (const auto place : {Place::Text, Place::Url, Place::Header, Place::Json}) render(text, place, value);
  return 0;
}
