#include "core/report/page_text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace counterpoint::report {

namespace {

constexpr const char* ellipsis = "\xE2\x80\xA6";

/// Advance widths of Helvetica from space to tilde, in thousandths of the size (Adobe's font
/// metrics); Arial was made to the same.
constexpr std::array<int, 95> helvetica{
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333,  278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,  611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,  556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,  500, 334, 260, 334, 584};

bool isInside(char c) {  // a UTF-8 letter of several bytes
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

double widthInArial(const std::string& text, bool bold) {
    constexpr double otherLetter = 0.62;
    constexpr double boldIsWider = 1.07;
    double width = 0.0;
    for (const char c : text) {
        if (isInside(c)) continue;
        width += c >= ' ' && c <= '~' ? helvetica[static_cast<std::size_t>(c - ' ')] / 1000.0
                                      : otherLetter;
    }
    return bold ? width * boldIsWider : width;
}

bool isOneOf(const std::string& family, std::initializer_list<const char*> names) {
    return std::ranges::any_of(names, [&](const char* name) { return family == name; });
}

std::vector<std::string> wordsOf(const std::string& text) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : text) {
        if (c == ' ') {
            if (!word.empty()) words.push_back(std::exchange(word, {}));
        } else {
            word += c;
        }
    }
    if (!word.empty()) words.push_back(word);
    return words;
}

}  // namespace

PageText::PageText(const std::string& family, double size, TextWidth width)
    : m_likeArial(isOneOf(family, {"Arial", "Helvetica"})),
      m_size(size),
      m_width(std::move(width)) {}

double PageText::width(const std::string& text, bool bold) const {
    if (!m_width) return m_size * widthInArial(text, bold);
    const double measured = m_width(text, bold);
    return m_size * (m_likeArial ? std::max(measured, widthInArial(text, bold)) : measured);
}

std::size_t PageText::lettersIn(const std::string& word, double most) const {
    std::size_t end = 0;
    for (std::size_t at = 1; at <= word.size(); ++at) {
        if (at < word.size() && isInside(word[at])) continue;
        if (end > 0 && width(word.substr(0, at)) > most) break;
        end = at;
    }
    return end;
}

double PageText::widestWord(const std::string& text) const {
    double widest = 0.0;
    for (const std::string& word : wordsOf(text)) widest = std::max(widest, width(word));
    return widest;
}

std::vector<std::string> PageText::lines(const std::string& text, double most) const {
    if (width(text) <= most) return {text};
    std::vector<std::string> lines;
    std::string line;
    for (std::string word : wordsOf(text)) {
        const std::string longer = line.empty() ? word : line + ' ' + word;
        if (width(longer) <= most) {
            line = longer;
            continue;
        }
        if (!line.empty()) lines.push_back(std::exchange(line, {}));
        while (width(word) > most) {
            const std::size_t end = lettersIn(word, most);
            lines.push_back(word.substr(0, end));
            word.erase(0, end);
        }
        line = std::move(word);
    }
    if (!line.empty()) lines.push_back(line);
    return lines;
}

std::string PageText::elided(const std::string& text, double most) const {
    if (width(text) <= most) return text;
    std::string shorter = text;
    while (!shorter.empty() && width(shorter + ellipsis) > most) {
        while (!shorter.empty() && isInside(shorter.back())) shorter.pop_back();
        if (!shorter.empty()) shorter.pop_back();
    }
    return shorter.empty() ? shorter : shorter + ellipsis;
}

std::string fontFamilies(const std::string& family) {
    const auto has = [&](const char* part) { return family.find(part) != std::string::npos; };
    std::vector<std::string> names{family};
    if (isOneOf(family, {"Arial", "Helvetica", "Liberation Sans"}))
        names.insert(names.end(), {"Arial", "Helvetica", "Liberation Sans"});
    else if (family == "Roboto")
        names.insert(names.end(), {"Noto Sans", "Arial"});
    std::string list;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0 && names[i] == family) continue;
        const bool isWord = names[i].find_first_of(" '\"") == std::string::npos;
        std::string name = names[i];
        std::erase_if(name, [](char c) { return c == '\'' || c == '"'; });
        list += isWord ? name + ", " : "'" + name + "', ";
    }
    const bool serif = (has("Serif") && !has("Sans")) || has("Times");
    return list + (has("Mono") || has("Courier") ? "monospace" : serif ? "serif" : "sans-serif");
}

}  // namespace counterpoint::report
