package io.portcullis.extauthz;

import io.grpc.BindableService;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;

/**
 * The service that Envoy calls. A call goes to the rooms that are in force when it begins, and
 * finishes there, whatever is put in force meanwhile: one volatile read, and no lock.
 */
final class FrontDoor implements BindableService {
  private volatile ServerServiceDefinition rooms;

  FrontDoor(BindableService first) {
    this.rooms = first.bindService();
  }

  /** Sends the calls that begin from now on to {@code next}, which has the same methods. */
  void leadTo(BindableService next) {
    rooms = next.bindService();
  }

  @Override
  public ServerServiceDefinition bindService() {
    ServerServiceDefinition first = rooms;
    ServerServiceDefinition.Builder door =
        ServerServiceDefinition.builder(first.getServiceDescriptor().getName());
    first.getMethods().forEach(method -> door.addMethod(forwarding(method)));
    return door.build();
  }

  private <Q, A> ServerMethodDefinition<Q, A> forwarding(ServerMethodDefinition<Q, A> method) {
    String name = method.getMethodDescriptor().getFullMethodName();
    return method.withServerCallHandler(
        (call, headers) -> this.<Q, A>inForce(name).startCall(call, headers));
  }

  @SuppressWarnings("unchecked") // the same method of the same class of service
  private <Q, A> ServerCallHandler<Q, A> inForce(String method) {
    return (ServerCallHandler<Q, A>) rooms.getMethod(method).getServerCallHandler();
  }
}
