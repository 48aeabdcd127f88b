while [ -e ../demo/gate ]; do sleep 0.02; done
