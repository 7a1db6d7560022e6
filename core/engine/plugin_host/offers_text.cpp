// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/offers_text.h"

#include <cstdlib>

#include "base/text/json_texts.h"
#include "herald/json.h"

namespace herald::core {

namespace {

template <typename Element, typename ToText>
std::string arrayOf(const std::vector<Element>& elements, ToText toText) {
  std::string array;
  for (const auto& element : elements) array += (array.empty() ? "" : ",") + toText(element);
  return "[" + array + "]";
}

std::vector<std::string> textsFrom(std::string_view array) {
  std::vector<std::string> texts;
  for (const auto element : jsonElements(array)) texts.push_back(jsonToText(element));
  return texts;
}

std::string optionText(const Option& option) {
  return JsonObject()
      .add("name", option.name)
      .add("type", static_cast<int>(option.type))
      .add("fallback", option.fallback)
      .add("help", option.help)
      .add("required", option.required)
      .addRaw("choices", jsonTexts(option.choices))
      .add("least", option.least)
      .add("most", option.most)
      .addRaw("formerly", jsonTexts(option.formerly))
      .add("common", option.common)
      .text();
}

Option optionFrom(std::string_view text) {
  const auto member = [&](std::string_view name) { return jsonToText(jsonAt(text, name)); };
  return {.name = member("name"),
          .type = static_cast<Type>(std::atoi(member("type").c_str())),
          .fallback = member("fallback"),
          .help = member("help"),
          .required = jsonAt(text, "required") == "true",
          .choices = textsFrom(jsonAt(text, "choices")),
          .least = member("least"),
          .most = member("most"),
          .formerly = textsFrom(jsonAt(text, "formerly")),
          .common = jsonAt(text, "common") == "true"};
}

std::string offerText(const Library::Offer& offer) {
  return JsonObject()
      .add("type", offer.type)
      .add("kind", offer.kind)
      .addRaw("options", arrayOf(offer.options, optionText))
      .add("manifestName", offer.manifestName)
      .add("summary", offer.summary)
      .text();
}

Library::Offer offerFrom(std::string_view text) {
  const auto member = [&](std::string_view name) { return jsonToText(jsonAt(text, name)); };
  Library::Offer offer{member("type"), member("kind"), {}, member("manifestName"), member("summary")};
  for (const auto option : jsonElements(jsonAt(text, "options"))) offer.options.push_back(optionFrom(option));
  return offer;
}

}  // namespace

std::string offersText(const std::vector<Library::Offer>& offers) { return arrayOf(offers, offerText); }

std::vector<Library::Offer> offersFrom(std::string_view text) {
  std::vector<Library::Offer> offers;
  for (const auto offer : jsonElements(text)) offers.push_back(offerFrom(offer));
  return offers;
}

}  // namespace herald::core
