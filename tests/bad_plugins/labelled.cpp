// SPDX-License-Identifier: Apache-2.0
// A sink that shows its options in its answers, for tests of options by event and by device.
#include <atomic>
#include <memory>
#include <string>

#include "herald/http.h"
#include "herald/register.h"
#include "herald/vocabulary.h"
#include "quiet.h"

namespace {

/// What all instances of one sink share: how many deliveries they have made together.
struct Shared {
  std::atomic<int> deliveries = 0;
};

/// Answers "TEXT LABELS DELIVERIES": the label names and values in order, and how many events the sink has got.
class LabelledSink : public QuietSink,
                     public herald::Previewer,
                     public herald::TemplateUser,
                     public herald::VocabularyOwner,
                     public herald::Adviser {
 public:
  std::vector<herald::Option> options() const override {
    return {{.name = "text", .type = herald::Type::Template, .help = "The text.", .formerly = {"words", "on.words"}},
            {.name = "labels", .type = herald::Type::Map, .help = "Labels."},
            {.name = "key", .type = herald::Type::Secret, .help = "A secret."}};
  }

  void configure(const herald::Settings& settings, herald::Host& host) override {
    text_ = settings.text("text");
    if (text_ == "bad") settings.reject("text", "must not be bad");
    for (const auto& [name, value] : settings.map("labels")) labels_ += name + '=' + value + ';';
    const bool needsKey = labels_.find("needs=") != std::string::npos;
    if (needsKey && !settings.has("key")) settings.reject("key", "is missing, but a label needs it");
    shared_ = host.shared<Shared>("shared", [](herald::Host&) { return std::make_shared<Shared>(); });
    host.count("configured");
    host.hide({"hidden-" + text_});
  }

  herald::Outcome deliver(const herald::Attempt&) override {
    return {.answer = text_ + ' ' + labels_ + ' ' + std::to_string(++shared_->deliveries)};
  }

  herald::Preview preview(const herald::Attempt&) override { return {.text = text_ + ' ' + labels_}; }
  bool concurrent() const override { return true; }
  bool uses(std::string_view variable) const override {
    return herald::Template(text_, herald::Place::Text).uses(variable);
  }
  herald::Vocabulary vocabulary() const override { return {{}, {"label"}}; }
  std::vector<herald::Problem> advice() const override {
    if (text_ != "odd") return {};
    return {{"text", "is odd"}};
  }

 private:
  std::string text_{}, labels_{};
  std::shared_ptr<Shared> shared_{};
};

}  // namespace

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(LabelledSink, "labelled")
HERALD_PLUGINS_END
