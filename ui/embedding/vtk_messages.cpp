#include "ui/embedding/vtk_messages.h"

#include <vtkOutputWindow.h>
#include <vtkSmartPointer.h>

#include <utility>

namespace counterpoint::embedding {

namespace {

class MessageWindow final : public vtkOutputWindow {
  public:
    static MessageWindow* New() {
        auto* window = new MessageWindow;
        window->InitializeObjectBase();
        return window;
    }

    void DisplayText(const char* message) override {
        if (sink && message != nullptr) sink(message);
    }

    std::function<void(const char*)> sink;
};

}  // namespace

void redirectVtkMessages(std::function<void(const char* message)> sink) {
    const auto window = vtkSmartPointer<MessageWindow>::New();
    window->sink = std::move(sink);
    vtkOutputWindow::SetInstance(window);
}

}  // namespace counterpoint::embedding
