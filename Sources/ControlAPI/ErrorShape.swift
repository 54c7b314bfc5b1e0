import ControlMessages
import HTTPTypes
import Hummingbird

/// Turns everything that is thrown on the way into an answer of the API's shape.
struct ErrorShape: RouterMiddleware {
    func handle(
        _ request: Request, context: ControlContext,
        next: (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as ControlError {
            return JSONAnswer.answer(error)
        } catch let error as any HTTPResponseError where error.status == .notFound {
            return JSONAnswer.answer(.notFound("there is no \(request.uri.path) here"))
        } catch let error as any HTTPResponseError {
            let message = (error as? HTTPError)?.body ?? error.status.reasonPhrase
            return JSONAnswer.answer(ControlError(status: error.status.code, code: "http_error", message: message))
        } catch {
            return JSONAnswer.answer(.failed("\(error)"))
        }
    }
}
