// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/operations/json_schema.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <system_error>
#include <utility>

#include "herald/json.h"
#include "herald/settings.h"

namespace herald::core {

namespace {

constexpr std::string_view kReference = "#/components/schemas/";
constexpr std::size_t kMostFaults = 20;  // a page of more helps nobody

bool isWhole(std::string_view number) {
  std::int64_t value = 0;
  const auto [last, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  return error == std::errc() && last == number.data() + number.size();
}

/// "object", "array", "string", "boolean", "null", "integer" or "number".
std::string_view kindOf(std::string_view json) {
  switch (json.empty() ? '\0' : json.front()) {
    case '{': return "object";
    case '[': return "array";
    case '"': return "string";
    case 't':
    case 'f': return "boolean";
    case 'n': return "null";
    default: return isWhole(json) ? "integer" : "number";
  }
}

bool isOfType(std::string_view json, std::string_view type) {
  const auto kind = kindOf(json);
  return kind == type || (kind == "integer" && type == "number");
}

/// A keyword may have one value or a list of them.
std::vector<std::string_view> oneOrMany(std::string_view keyword) {
  if (keyword.starts_with('[')) return jsonElements(keyword);
  return {keyword};
}

std::size_t letterCount(std::string_view text) {  // not bytes: those that continue a letter do not count
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

double numberIn(std::string_view json) { return std::strtod(std::string(json).c_str(), nullptr); }

/// One walk through a document, beside its schema.
class SchemaWalk {
 public:
  explicit SchemaWalk(const Resource::Schemas& schemas) : schemas_(schemas) {}

  void check(std::string_view json, std::string_view schema, const std::string& at);
  std::vector<ApiProblem::Fault> faults{};

 private:
  using Keywords = std::map<std::string, std::string_view>;

  void fault(const std::string& at, std::string detail) {
    if (faults.size() < kMostFaults) faults.push_back({at, std::move(detail)});
  }
  void checkReference(std::string_view json, std::string_view reference, const std::string& at);
  bool checkType(std::string_view json, const Keywords& keywords, const std::string& at);
  void checkChoices(std::string_view json, const Keywords& keywords, const std::string& at);
  void checkAnyOf(std::string_view json, std::string_view choices, const std::string& at);
  void checkObject(std::string_view json, const Keywords& keywords, const std::string& at);
  void checkArray(std::string_view json, const Keywords& keywords, const std::string& at);
  void checkBounds(double value, const Keywords& keywords, const char* least, const char* most, const std::string& what,
                   const std::string& at);

  const Resource::Schemas& schemas_;
};

void SchemaWalk::check(std::string_view json, std::string_view schema, const std::string& at) {
  Keywords keywords;
  for (const auto& [name, value] : jsonMembers(schema)) keywords[name] = value;
  if (keywords.contains("$ref")) checkReference(json, keywords["$ref"], at);
  if (!checkType(json, keywords, at)) return;
  checkChoices(json, keywords, at);
  for (const auto* any : {"anyOf", "oneOf"}) {
    if (keywords.contains(any)) checkAnyOf(json, keywords[any], at);
  }
  const auto kind = kindOf(json);
  if (kind == "object") checkObject(json, keywords, at);
  if (kind == "array") checkArray(json, keywords, at);
  if (kind == "integer" || kind == "number") {
    checkBounds(numberIn(json), keywords, "minimum", "maximum", "the number", at);
  }
  if (kind == "string") {
    const auto size = static_cast<double>(letterCount(jsonToText(json)));
    checkBounds(size, keywords, "minLength", "maxLength", "the number of letters", at);
  }
}

void SchemaWalk::checkReference(std::string_view json, std::string_view reference, const std::string& at) {
  const auto name = jsonToText(reference);
  const auto found = schemas_.find(name.starts_with(kReference) ? name.substr(kReference.size()) : name);
  if (found == schemas_.end()) return fault(at, "there is no schema " + name);
  check(json, found->second, at);
}

bool SchemaWalk::checkType(std::string_view json, const Keywords& keywords, const std::string& at) {
  const auto type = keywords.find("type");
  if (type == keywords.end()) return true;
  std::string wanted;
  for (const auto one : oneOrMany(type->second)) {
    const auto name = jsonToText(one);
    if (isOfType(json, name)) return true;
    wanted += (wanted.empty() ? "" : " or ") + name;
  }
  fault(at, "this is of type " + std::string(kindOf(json)) + ": use " + wanted);
  return false;
}

void SchemaWalk::checkChoices(std::string_view json, const Keywords& keywords, const std::string& at) {
  const auto same = [&](std::string_view one) {
    return kindOf(one) == kindOf(json) && jsonToText(one) == jsonToText(json);
  };
  if (const auto only = keywords.find("const"); only != keywords.end() && !same(only->second)) {
    fault(at, "this has to be " + std::string(only->second));
  }
  const auto list = keywords.find("enum");
  if (list == keywords.end()) return;
  const auto choices = jsonElements(list->second);
  if (std::any_of(choices.begin(), choices.end(), same)) return;
  std::vector<std::string> names;
  for (const auto choice : choices) names.push_back(jsonToText(choice));
  fault(at, "there is no `" + jsonToText(json) + "`" + didYouMean(jsonToText(json), names));
}

void SchemaWalk::checkAnyOf(std::string_view json, std::string_view choices, const std::string& at) {
  std::vector<ApiProblem::Fault> last;
  for (const auto choice : jsonElements(choices)) {
    SchemaWalk one(schemas_);
    one.check(json, choice, at);
    if (one.faults.empty()) return;
    last = std::move(one.faults);
  }
  for (auto& one : last) fault(one.at, std::move(one.detail));
}

void SchemaWalk::checkObject(std::string_view json, const Keywords& keywords, const std::string& at) {
  const auto keyword = [&](const char* name) {
    const auto found = keywords.find(name);
    return found == keywords.end() ? std::string_view() : found->second;
  };
  const auto below = [&](const std::string& name) { return at.empty() ? name : at + "." + name; };
  const auto members = jsonMembers(json);
  for (const auto name : jsonElements(keyword("required"))) {
    const auto wanted = jsonToText(name);
    const auto has = [&](const auto& member) { return member.first == wanted; };
    if (std::none_of(members.begin(), members.end(), has)) fault(below(wanted), "is missing");
  }
  std::map<std::string, std::string_view> properties;
  for (const auto& [name, schema] : jsonMembers(keyword("properties"))) properties[name] = schema;
  const auto others = keyword("additionalProperties");
  for (const auto& [name, value] : members) {
    if (const auto known = properties.find(name); known != properties.end()) {
      check(value, known->second, below(name));
    } else if (others == "false") {
      std::vector<std::string> names;
      for (const auto& [property, schema] : properties) names.push_back(property);
      fault(below(name), "there is no such member" + didYouMean(name, names));
    } else if (others.starts_with('{')) {
      check(value, others, below(name));
    }
  }
}

void SchemaWalk::checkArray(std::string_view json, const Keywords& keywords, const std::string& at) {
  const auto elements = jsonElements(json);
  checkBounds(static_cast<double>(elements.size()), keywords, "minItems", "maxItems", "the number of elements", at);
  const auto items = keywords.find("items");
  if (items == keywords.end()) return;
  for (std::size_t i = 0; i < elements.size() && faults.size() < kMostFaults; ++i) {
    check(elements[i], items->second, (at.empty() ? "" : at + ".") + std::to_string(i));
  }
}

void SchemaWalk::checkBounds(double value, const Keywords& keywords, const char* least, const char* most,
                             const std::string& what, const std::string& at) {
  if (const auto bound = keywords.find(least); bound != keywords.end() && value < numberIn(bound->second)) {
    fault(at, what + " is less than " + std::string(bound->second));
  }
  if (const auto bound = keywords.find(most); bound != keywords.end() && value > numberIn(bound->second)) {
    fault(at, what + " is more than " + std::string(bound->second));
  }
}

}  // namespace

std::vector<ApiProblem::Fault> schemaFaults(std::string_view json, std::string_view schema,
                                            const Resource::Schemas& schemas) {
  if (const auto error = jsonError(json); !error.empty()) return {{"", "this is not JSON: " + error}};
  SchemaWalk walk(schemas);
  walk.check(json, schema, "");
  return std::move(walk.faults);
}

}  // namespace herald::core
